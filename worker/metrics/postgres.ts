import type { Histogram, Registry } from 'prom-client';
import type { ObservedCheckpoint } from '../../domain/checkpoints.ts';
import { createCheckpointMetrics, createDurations } from './postgresCheckpoints.ts';
import { createServerMetrics, type ServerMeasure } from './postgresServer.ts';

export interface PostgresMetrics {
  recordCheckpoint(checkpoint: Omit<ObservedCheckpoint, 'log'> & { readonly log: object | null }): void;
  recordView(view: ServerMeasure): void;
  /** WAL that the connections of one component wrote, since they were opened. */
  recordComponentWal(component: string, bytes: number): void;
}

/** The server's checkpoints and WAL. Counters of the server are passed on unchanged. */
export function createPostgresMetrics(registry: Registry): PostgresMetrics {
  const checkpoints = createCheckpointMetrics(registry);
  const server = createServerMetrics(registry);
  let durations: Histogram<'cause' | 'source'> | null = null;
  return {
    recordCheckpoint: (checkpoint) => {
      const { cause, skipped, merged, writeSeconds, syncSeconds, log } = checkpoint;
      const outcome = skipped ? 'skipped' : 'done';
      const causes = checkpoint.causes ?? Array.from({ length: merged }, () => cause);
      for (const each of causes) checkpoints.count.inc({ cause: each, outcome });
      if (checkpoint.disagreement !== null) checkpoints.disagreements.inc();
      if (skipped) return checkpoints.lastSkipped.set(checkpoint.endedAt / 1_000);
      checkpoints.lastStart.set(checkpoint.startedAt / 1_000);
      checkpoints.lastEnd.set(checkpoint.endedAt / 1_000);
      if (merged > 1 || writeSeconds === null || syncSeconds === null) return;
      checkpoints.last.set({ phase: 'write' }, writeSeconds);
      checkpoints.last.set({ phase: 'sync' }, syncSeconds);
      durations?.observe({ cause, source: log === null ? 'sql' : 'log' }, writeSeconds + syncSeconds);
    },
    recordView: (view) => {
      if (view.settings !== null) durations ??= createDurations(registry, view.settings);
      server.record(view);
      checkpoints.record(view);
    },
    recordComponentWal: (component, bytes) => server.componentWal.inc({ component }, bytes),
  };
}
