import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { METRIC, type MetricName } from '../../domain/metricNames.ts';

export const CAUSES = ['time', 'wal', 'requested', 'shutdown', 'end-of-recovery', 'unknown'] as const;

/** One complete checkpoint, as far as metrics go; null: not known. */
export interface CheckpointMeasure {
  readonly cause: (typeof CAUSES)[number];
  readonly skipped: boolean;
  readonly merged: number;
  readonly causes?: readonly (typeof CAUSES)[number][];
  readonly startedAt: number;
  readonly endedAt: number;
  readonly writeSeconds: number | null;
  readonly syncSeconds: number | null;
  /** Set where the server's log confirmed it. */
  readonly log: object | null;
  readonly disagreement: string | null;
}

export interface SettingsMeasure {
  readonly checkpointTimeoutSeconds: number;
  readonly completionTarget: number;
  readonly maxWalSizeBytes: number;
  readonly segmentBytes: number;
  readonly sharedBuffersPages: number;
  readonly fullPageWrites: boolean;
  readonly logCheckpoints: boolean;
}

/** What is known of the server now; see ObserverView. */
export interface PostgresMeasure {
  readonly status: { readonly connected: boolean };
  readonly settings: SettingsMeasure | null;
  readonly sample: {
    readonly writeMs: number;
    readonly syncMs: number;
    readonly buffersWritten: number;
    /** By who wrote them; null where the server does not count them apart. */
    readonly pageWrites: Readonly<Record<string, number | null>>;
    readonly walBytes: number;
    readonly walRecords: number;
    readonly fullPageImages: number;
    readonly walLsn: number;
    readonly redoLsn: number;
    /** When the last completed checkpoint began. */
    readonly checkpointTime: number;
  } | null;
  readonly walTriggerBytes: number | null;
  readonly dirtyBuffers: number | null;
  readonly running: {
    readonly buffersWritten: number;
    readonly buffersTotal: number | null;
    readonly predicted: { readonly writeSeconds: number } | null;
  } | null;
  readonly next: { readonly writeSeconds: number } | null;
}

export interface PostgresMetrics {
  recordCheckpoint(checkpoint: CheckpointMeasure): void;
  recordView(view: PostgresMeasure): void;
  /** WAL that the connections of one component wrote, since they were opened. */
  recordComponentWal(component: string, bytes: number): void;
}

/** The server's checkpoints and WAL. Counters of the server are passed on as they stand. */
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

/** Dense below c·T, where most durations lie; T and c as they were when the first view came. */
function createDurations(registry: Registry, settings: SettingsMeasure) {
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

function createCheckpointMetrics(registry: Registry) {
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
  for (const cause of CAUSES) count.inc({ cause, outcome: 'done' }, 0);
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
    record: ({ running, next, sample }: PostgresMeasure) => {
      // The server remembers the last one, to the second, from before this process began to look.
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

function createServerMetrics(registry: Registry) {
  const registers = [registry];
  const gauge = (name: MetricName, help: string): Gauge => new Gauge({ name, help, registers });
  const counter = (name: MetricName, help: string): Counter => new Counter({ name, help, registers });
  const seconds = new Counter({
    name: METRIC.checkpointSeconds,
    help: 'Time spent on checkpoints, by phase, as the server counts it when one ends.',
    labelNames: ['phase'],
    registers,
  });
  const buffers = counter(METRIC.checkpointBuffers, 'Pages written by checkpoints.');
  const pages = new Counter({
    name: METRIC.pagesWritten,
    help: 'Data pages written, by who wrote them; before PostgreSQL 16 backends include vacuum, and pages that extend tables.',
    labelNames: ['by'],
    registers,
  });
  const walBytes = counter(METRIC.walBytes, 'WAL written.');
  const walRecords = counter(METRIC.walRecords, 'WAL records written.');
  const images = counter(METRIC.fullPageImages, 'Full-page images written to WAL.');
  const connected = gauge(
    METRIC.observerConnected,
    '1 while the observer reads the server; 0: everything else is old.',
  );
  const dirty = gauge(
    METRIC.dirtyBuffers,
    'Dirty pages in shared buffers; absent where they cannot be counted.',
  );
  const sinceRedo = gauge(METRIC.walSinceRedo, 'WAL since the redo point of the last completed checkpoint.');
  const trigger = gauge(METRIC.walTrigger, 'WAL since redo at which a checkpoint is forced, at the most.');
  const recordSettings = createSettingMetrics(registry);
  return {
    componentWal: new Counter({
      name: METRIC.componentWal,
      help: "WAL written by a component's own connections, PostgreSQL 18 and later.",
      labelNames: ['component'],
      registers,
    }),
    record: (view: PostgresMeasure) => {
      const { sample, settings } = view;
      connected.set(view.status.connected ? 1 : 0);
      if (view.dirtyBuffers !== null) dirty.set(view.dirtyBuffers);
      if (view.walTriggerBytes !== null) trigger.set(view.walTriggerBytes);
      if (settings !== null) recordSettings(settings);
      if (sample === null) return;
      sinceRedo.set(Math.max(0, sample.walLsn - sample.redoLsn));
      passOn(buffers, sample.buffersWritten);
      pages.reset();
      for (const [by, count] of Object.entries(sample.pageWrites))
        if (count !== null) pages.inc({ by }, count);
      passOn(walBytes, sample.walBytes);
      passOn(walRecords, sample.walRecords);
      passOn(images, sample.fullPageImages);
      seconds.reset();
      seconds.inc({ phase: 'write' }, sample.writeMs / 1_000);
      seconds.inc({ phase: 'sync' }, sample.syncMs / 1_000);
    },
  };
}

function createSettingMetrics(registry: Registry): (settings: SettingsMeasure) => void {
  const setting = new Gauge({
    name: METRIC.setting,
    help: 'Settings that steer checkpoints, in seconds, bytes, pages (shared_buffers) or as 0 and 1.',
    labelNames: ['name'],
    registers: [registry],
  });
  return (settings) => {
    for (const [key, name] of SETTING_NAMES) setting.set({ name }, Number(settings[key]));
  };
}

/** A counter of the server: its value, not what this process saw of it. */
function passOn(counter: Counter, value: number): void {
  counter.reset();
  counter.inc(value);
}

const SETTING_NAMES: readonly (readonly [keyof SettingsMeasure, string])[] = [
  ['checkpointTimeoutSeconds', 'checkpoint_timeout_seconds'],
  ['completionTarget', 'checkpoint_completion_target'],
  ['maxWalSizeBytes', 'max_wal_size_bytes'],
  ['segmentBytes', 'wal_segment_size_bytes'],
  ['sharedBuffersPages', 'shared_buffers_pages'],
  ['fullPageWrites', 'full_page_writes'],
  ['logCheckpoints', 'log_checkpoints'],
];
