import { Gauge, type Registry } from 'prom-client';
import { type ChosenWindow, chooseCountWindow } from '../../domain/figureWindow.ts';
import { type Recorder, type WriteMode } from '../types.ts';
import { isUnbuffered, STRATEGY_NAMES } from '../../domain/strategies.ts';
import { createBufferMetrics } from './buffer.ts';
import { createEventMetrics } from './events.ts';
import { METRIC } from '../../domain/metricNames.ts';
import { perWorkloadHour } from '../../domain/perWorkloadHour.ts';
import { RateWindow } from './rateWindow.ts';
import { SteadyLoad } from './SteadyLoad.ts';
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
  readonly steady: SteadyLoad;
  recordMode(mode: WriteMode): void;
  recordBuffer(sample: BufferSample): void;
  countSyncFailure(): void;
  /** The last sample recorded; null before the first. */
  readLastBuffer(): BufferSample | null;
}

export interface Pace {
  readonly timeScale: number;
  /** Workload ms. */
  readonly syncIntervalMs: number;
  /** Its name: a label of what comes in. */
  readonly source: string;
}

/** Puts what the parts report into the registry. */
export function createRecorder(registry: Registry, pace: Pace): MetricsRecorder {
  const steady = new SteadyLoad();
  const writes = createWriteRate(pace, steady);
  const events = createEventMetrics(registry, pace.source);
  const write = createWriteMetrics(registry, writes.read);
  const buffer = createBufferMetrics(registry);
  const sync = createSyncMetrics(registry);
  const strategyGauge = createStrategyGauge(registry);
  let lastBuffer: BufferSample | null = null;
  return {
    steady,
    countEvent: (source, kind, count = 1) => events.events.inc({ source, kind }, count),
    countRejected: (source, reason) => events.rejected.inc({ source, reason }),
    countRecordNotFound: (component, count) => events.recordNotFound.inc({ component }, count),
    countStale: (component, count) => events.stale.inc({ component }, count),
    recordWrite: ({ component, kind, op, strategy, outcome, rows, pricePoints, seconds }) => {
      writes.count();
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
      if (report.batches > 0) writes.recordSync(report.seconds);
      sync.duration.observe(report.seconds);
      sync.lastSuccess.setToCurrentTime();
      for (const rows of batchRows) sync.batchRows.observe(rows);
    },
    countFenced: () => sync.fenced.inc(),
    countSyncFailure: () => sync.failures.inc(),
    recordLatency: (kind, seconds) => write.latency.observe({ kind }, seconds),
    recordMode: (mode) => {
      steady.setMode(mode);
      const { strategy } = mode;
      for (const name of STRATEGY_NAMES) strategyGauge.set({ strategy: name }, name === strategy ? 1 : 0);
    },
    readLastBuffer: () => lastBuffer,
    recordBuffer: (sample) => {
      lastBuffer = sample;
      steady.setPending(sample.pending);
      buffer.entries.set(sample.pending);
      buffer.parked.set(sample.parked);
      buffer.dead.set(sample.dead);
      buffer.imbalance.set(sample.imbalance);
      if (sample.memoryBytes !== null) buffer.memory.set(sample.memoryBytes);
      buffer.oldest.set(sample.oldestDirtyAt === null ? 0 : sample.oldestDirtyAt / 1e6);
    },
  };
}

/** Statements, in the window that the dashboard counts them in. */
function createWriteRate({ timeScale, syncIntervalMs }: Pace, steady: SteadyLoad) {
  const hourMs = HOUR_MS / timeScale;
  const turnMs = syncIntervalMs / timeScale;
  const counts = new RateWindow(Math.max(hourMs, turnMs) + 2 * turnMs);
  let syncAt: number | null = null;
  const choose = (now: number): ChosenWindow =>
    chooseCountWindow({
      now,
      steadySince: steady.steadySince,
      syncMs: isUnbuffered(steady.strategy) ? null : turnMs,
      syncAt,
      turnMs,
      mostMs: hourMs,
      samples: { at: 0, everyMs: 1 },
    });
  return {
    count: (): void => counts.add(Date.now()),
    recordSync: (seconds: number): void => {
      syncAt = Date.now() - seconds * 1_000;
    },
    /** Before there is a whole window, over what there is; 0 while the load is not steady. */
    read: (): number => {
      const now = Date.now();
      const chosen = choose(now);
      const window = 'window' in chosen ? chosen.window : { from: steady.steadySince ?? now, to: now };
      const wallMs = window.to - window.from;
      return wallMs <= 0 ? 0 : perWorkloadHour(counts.count(window), { wallMs, timeScale });
    },
  };
}

function createStrategyGauge(registry: Registry): Gauge<'strategy'> {
  return new Gauge({
    name: METRIC.writeStrategy,
    help: '1 for the active strategy, 0 for the others.',
    labelNames: ['strategy'],
    registers: [registry],
  });
}
