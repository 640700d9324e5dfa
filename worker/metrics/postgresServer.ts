import { Counter, Gauge, type Registry } from 'prom-client';
import type { NextCheckpoint, RunningCheckpoint, StartPrediction } from '../../domain/checkpoints.ts';
import { METRIC, type MetricName } from '../../domain/metricNames.ts';
import type { ObserverView } from '../../domain/observerView.ts';
import type { CheckpointSettings } from '../../domain/postgres.ts';

/** The server's known state now. */
export type ServerMeasure = Pick<ObserverView, 'settings' | 'sample' | 'walTriggerBytes' | 'dirtyBuffers'> & {
  readonly status: Pick<ObserverView['status'], 'connected'>;
  readonly running:
    | (Pick<RunningCheckpoint, 'buffersWritten' | 'buffersTotal'> & {
        readonly predicted: Pick<StartPrediction, 'writeSeconds'> | null;
      })
    | null;
  readonly next: Pick<NextCheckpoint, 'writeSeconds'> | null;
};

export function createServerMetrics(registry: Registry) {
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
    record: (view: ServerMeasure) => {
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

function createSettingMetrics(registry: Registry): (settings: CheckpointSettings) => void {
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

/** A counter of the server: its value, not what this process saw of it; absent where the server has none. */
function passOn(counter: Counter, value: number | null): void {
  if (value === null) return counter.remove();
  counter.reset();
  counter.inc(value);
}

const SETTING_NAMES: readonly (readonly [keyof CheckpointSettings, string])[] = [
  ['checkpointTimeoutSeconds', 'checkpoint_timeout_seconds'],
  ['completionTarget', 'checkpoint_completion_target'],
  ['maxWalSizeBytes', 'max_wal_size_bytes'],
  ['segmentBytes', 'wal_segment_size_bytes'],
  ['sharedBuffersPages', 'shared_buffers_pages'],
  ['fullPageWrites', 'full_page_writes'],
  ['logCheckpoints', 'log_checkpoints'],
];
