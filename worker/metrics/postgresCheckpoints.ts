import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { CHECKPOINT_CAUSES } from '../../domain/checkpoints.ts';
import { METRIC, type MetricName } from '../../domain/metricNames.ts';
import type { CheckpointSettings } from '../../domain/postgres.ts';
import type { ServerMeasure } from './postgresServer.ts';

/** Dense below c·T, where most durations lie; T and c as they were when the first view came. */
export function createDurations(registry: Registry, settings: CheckpointSettings) {
  const plateau = settings.checkpointTimeoutSeconds * settings.completionTarget;
  const shares = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1];
  const beyond = [1.02, 1.05, 1.1, 1.25, 1.5, 2, 4];
  return new Histogram({
    name: METRIC.checkpointDuration,
    help: 'Write and sync time of one checkpoint, wall time. Buckets are shares of checkpoint_completion_target × checkpoint_timeout.',
    labelNames: ['cause', 'source'],
    buckets: [...shares, ...beyond].map((share) => Number((share * plateau).toPrecision(6))),
    registers: [registry],
  });
}

export function createCheckpointMetrics(registry: Registry) {
  const registers = [registry];
  const gauge = (name: MetricName, help: string): Gauge => new Gauge({ name, help, registers });
  const inProgress = gauge(METRIC.checkpointInProgress, '1 while a checkpoint runs.');
  const progress = gauge(
    METRIC.checkpointProgress,
    'Share of its pages that the running checkpoint wrote; 0 if none runs.',
  );
  const predicted = gauge(
    METRIC.checkpointPredicted,
    'Write time expected of the running checkpoint, else of the next.',
  );
  const count = new Counter({
    name: METRIC.checkpoints,
    help: 'Checkpoints seen to end or to be skipped, since this process started.',
    labelNames: ['cause', 'outcome'],
    registers,
  });
  const lastStart = gauge(METRIC.checkpointLastStart, 'When the last completed checkpoint began.');
  let hasStart = false;
  for (const cause of CHECKPOINT_CAUSES) count.inc({ cause, outcome: 'done' }, 0);
  count.inc({ cause: 'time', outcome: 'skipped' }, 0);
  return {
    count,
    disagreements: new Counter({
      name: METRIC.checkpointDisagreements,
      help: 'Checkpoints of which log and statistics differ by more than 5 ms or one page.',
      registers,
    }),
    last: new Gauge({
      name: METRIC.checkpointLastDuration,
      help: 'Of the last checkpoint, by phase.',
      labelNames: ['phase'],
      registers,
    }),
    lastStart,
    lastSkipped: gauge(
      METRIC.checkpointLastSkipped,
      'When a checkpoint was last skipped because nothing had been written; 0 if none was.',
    ),
    lastEnd: gauge(METRIC.checkpointLastCompletion, 'When the last checkpoint ended.'),
    record: ({ running, next, sample }: ServerMeasure) => {
      // The server remembers the last one, to the second, from before this process began to poll.
      if (!hasStart && sample !== null) {
        lastStart.set(sample.checkpointTime / 1_000);
        hasStart = true;
      }
      inProgress.set(running === null ? 0 : 1);
      progress.set(running?.buffersTotal ? running.buffersWritten / running.buffersTotal : 0);
      predicted.set(running?.predicted?.writeSeconds ?? next?.writeSeconds ?? 0);
    },
  };
}
