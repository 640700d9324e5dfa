import { Gauge, type Registry } from 'prom-client';
import { type Recorder, STRATEGY_NAMES, type StrategyName, type WriteMode } from '../types.ts';
import { createBufferMetrics } from './buffer.ts';
import { createEventMetrics } from './events.ts';
import { RateWindow } from './rateWindow.ts';
import { METRIC } from './names.ts';
import { createSyncMetrics } from './sync.ts';
import { createWriteMetrics } from './writes.ts';

const HOUR_MS = 3_600_000;

/** The buffer at one moment. */
export interface BufferSample {
  readonly pending: number;
  readonly parked: number;
  readonly dead: number;
  readonly imbalance: number;
  /** µs; null when nothing is dirty. */
  readonly oldestDirtyAt: number | null;
  /** Null: rows are held, and their size is not known yet. */
  readonly memoryBytes: number | null;
}

export interface MetricsRecorder extends Recorder {
  recordMode(mode: WriteMode): void;
  recordBuffer(sample: BufferSample): void;
  countSyncFailure(): void;
  /** Statements per workload hour, as in the metric. */
  readWritesPerHour(): number;
  /** The last sample recorded; null before the first. */
  readLastBuffer(): BufferSample | null;
}

/** Puts what the parts report into the registry. */
export function createRecorder(registry: Registry, timeScale: number): MetricsRecorder {
  const workloadHourMs = HOUR_MS / timeScale;
  const writes = new RateWindow(workloadHourMs, performance.now());
  const events = createEventMetrics(registry);
  const readWritesPerHour = (): number => writes.rate(performance.now(), workloadHourMs);
  const write = createWriteMetrics(registry, readWritesPerHour);
  const buffer = createBufferMetrics(registry);
  const sync = createSyncMetrics(registry);
  const strategyGauge = createStrategyGauge(registry);
  let current: StrategyName | null = null;
  let lastBuffer: BufferSample | null = null;
  return {
    countEvent: (source, kind, count = 1) => events.events.inc({ source, kind }, count),
    countRejected: (source, reason) => events.rejected.inc({ source, reason }),
    countRecordNotFound: (component, count) => events.recordNotFound.inc({ component }, count),
    countStale: (component, count) => events.stale.inc({ component }, count),
    recordWrite: ({ component, kind, op, strategy, outcome, rows, pricePoints, seconds }) => {
      writes.add(performance.now());
      write.statements.inc({ component, kind, op, strategy, outcome });
      write.duration.observe({ component, op }, seconds);
      if (rows > 0) write.rows.inc({ component, kind, op, strategy }, rows);
      if (pricePoints > 0) write.rows.inc({ component, kind: 'price', op: 'insert', strategy }, pricePoints);
    },
    recordPut: (accepted, merged) => {
      buffer.updates.inc(accepted);
      buffer.coalesced.inc(merged);
    },
    recordSync: (report, batchRows) => {
      sync.duration.observe(report.seconds);
      sync.lastSuccess.setToCurrentTime();
      for (const rows of batchRows) sync.batchRows.observe(rows);
    },
    countFenced: () => sync.fenced.inc(),
    countSyncFailure: () => sync.failures.inc(),
    recordLatency: (kind, seconds) => write.latency.observe({ kind }, seconds),
    recordMode: ({ strategy }) => {
      if (strategy === current) return;
      if (current !== null) writes.restart(performance.now());
      current = strategy;
      for (const name of STRATEGY_NAMES) strategyGauge.set({ strategy: name }, name === strategy ? 1 : 0);
    },
    readWritesPerHour,
    readLastBuffer: () => lastBuffer,
    recordBuffer: (sample) => {
      lastBuffer = sample;
      buffer.entries.set(sample.pending);
      buffer.parked.set(sample.parked);
      buffer.dead.set(sample.dead);
      buffer.imbalance.set(sample.imbalance);
      if (sample.memoryBytes !== null) buffer.memory.set(sample.memoryBytes);
      buffer.oldest.set(sample.oldestDirtyAt === null ? 0 : sample.oldestDirtyAt / 1e6);
    },
  };
}

function createStrategyGauge(registry: Registry): Gauge<'strategy'> {
  return new Gauge({
    name: METRIC.writeStrategy,
    help: '1 for the strategy in force, 0 for the others.',
    labelNames: ['strategy'],
    registers: [registry],
  });
}
