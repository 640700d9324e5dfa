import { LATENCY_KINDS, type WriteKind } from '../../domain/writeKinds.ts';
import type { Logger } from 'pino';
import type { RedisClient } from '../../redis/client.ts';
import type { History } from '../../redis/history.ts';
import type { HistoryEvent, HistoryKind, SyncReport } from '../../domain/history.ts';
import { addTotals } from '../../redis/history/totals.ts';
import { HISTORY_TOTALS_KEY } from '../../redis/keys.ts';
import { type LiveState, readLiveState, writeLiveState } from '../../redis/liveState.ts';
import type { BufferSample, MetricsRecorder } from '../metrics/recorder.ts';
import type { SteadyLoad } from '../metrics/SteadyLoad.ts';
import type { Part, WriteMode, WriteRecord } from '../types.ts';
import type { ObserverView } from '../../domain/observerView.ts';
import type { ObservedCheckpoint } from '../../domain/checkpoints.ts';
import type { Spike } from '../../domain/spikes.ts';
import type { Mark, MarkEvent } from '../../domain/marks.ts';
import {
  EVENTS,
  latencyCountName,
  latencySecondsName,
  RECORD_NOT_FOUND,
  ROWS_WRITTEN,
  statementsName,
} from '../../domain/sampleNames.ts';
import { HistoryWriter } from './HistoryWriter.ts';
import { MarkWatch } from './MarkWatch.ts';
import { createSampleValues } from './sampleValues.ts';

/** Those of one kind may follow each other. */
const MARKS_READ = 50;

export interface HistoryRecorderOptions {
  readonly history: History;
  readonly redis: RedisClient;
  readonly logger: Logger;
  /** Unique among the workers that have ever run. */
  readonly worker: string;
  readonly readView: () => ObserverView;
  /** What this worker is; sent with each view. */
  readonly self: Omit<LiveState, 'at' | 'view' | 'worker' | 'steadySince'>;
  readonly readBuffer: () => BufferSample | null;
  readonly steady: SteadyLoad;
  /** The newest marks, newest first: those of people, too. */
  readonly onMarks: (marks: readonly MarkEvent[]) => void;
}

/** Writes what is seen into the history: a sample each second; checkpoints, syncs and marks as they come. */
export class HistoryRecorder implements Part {
  private readonly options: HistoryRecorderOptions;
  private readonly writer: HistoryWriter;
  private readonly gained = new Map<string, number>();
  private readonly marks = new MarkWatch();
  private mode: WriteMode | null = null;
  private syncs = 0;

  constructor(options: HistoryRecorderOptions) {
    this.options = options;
    const { history, logger } = options;
    this.writer = new HistoryWriter({ findHistory: () => history, logger, report: () => this.report() });
  }

  async start(): Promise<void> {
    await this.resumeSteadyLoad();
    await this.writer.start();
  }

  stop(): Promise<void> {
    return this.writer.stop();
  }

  /** A recorder that reports to `metrics` and to the history alike. */
  tap(metrics: MetricsRecorder): MetricsRecorder {
    return {
      ...metrics,
      countEvent: (source, kind, count = 1) => {
        metrics.countEvent(source, kind, count);
        this.count(EVENTS, count);
      },
      recordWrite: (record) => {
        metrics.recordWrite(record);
        this.countWrite(record);
      },
      recordSync: (report, batchRows) => {
        metrics.recordSync(report, batchRows);
        this.addSync(report);
      },
      recordMode: (mode) => {
        metrics.recordMode(mode);
        this.addMode(mode);
      },
      recordLatency: (kind, seconds) => {
        metrics.recordLatency(kind, seconds);
        this.countLatency(kind, seconds);
      },
      countRecordNotFound: (component, count) => {
        metrics.countRecordNotFound(component, count);
        this.count(RECORD_NOT_FOUND, count);
      },
    };
  }

  addCheckpoint(checkpoint: ObservedCheckpoint): void {
    this.writer.addCheckpoint(checkpoint);
  }

  addSpike(spike: Spike): void {
    this.addEvent('spikes', { at: spike.startedAt, value: spike }, `${spike.startedAt}`);
  }

  /** Goes on where an earlier worker stopped, unless it counted another time. */
  private async resumeSteadyLoad(): Promise<void> {
    const { redis, self, steady } = this.options;
    const before = await readLiveState<ObserverView | null>(redis).catch(() => null);
    this.marks.resume(before?.view ?? null);
    const goesOn = before !== null && before.timeScale === self.timeScale;
    if (goesOn && before.steadySince !== null) steady.resume(before.steadySince ?? 0);
  }

  private addSync(report: SyncReport): void {
    if (report.batches === 0 && report.dead === 0) return;
    this.addEvent('syncs', { at: Date.now(), value: report }, `${this.options.worker}-${++this.syncs}`);
  }

  /** Every worker sees a switch; its epoch makes it one event. */
  private addMode(mode: WriteMode): void {
    const before = this.mode;
    this.mode = mode;
    if (before === null || before.epoch === mode.epoch) return;
    const { strategy, epoch } = mode;
    const value: Mark = { kind: 'strategy', strategy, before: before.strategy, epoch };
    this.addEvent('marks', { at: Date.now(), value }, `epoch-${epoch}`);
  }

  private countWrite({ component, outcome, rows }: WriteRecord): void {
    if (outcome === 'failed') return;
    this.count(statementsName(component), 1);
    this.count(ROWS_WRITTEN, rows);
  }

  private countLatency(kind: WriteKind, seconds: number): void {
    const shown = LATENCY_KINDS.find((known) => known === kind);
    if (shown === undefined) return;
    this.count(latencySecondsName(shown), seconds);
    this.count(latencyCountName(shown), 1);
  }

  /** Adds to a total of all workers; `name` ends in Total. */
  private count(name: string, count: number): void {
    this.gained.set(name, (this.gained.get(name) ?? 0) + count);
  }

  private addEvent(kind: HistoryKind, event: HistoryEvent, id: string): void {
    this.writer.addEvent(kind, event, id);
  }

  /** While Redis is away, counts wait. */
  private async report(): Promise<Record<string, number | null>> {
    const { history, redis, self, worker, readView, steady, onMarks } = this.options;
    const gained = new Map(this.gained);
    const totals = await addTotals(redis, HISTORY_TOTALS_KEY, gained);
    for (const [name, count] of gained) this.count(name, -count);
    const { steadySince } = steady;
    const view = readView();
    for (const { id, ...event } of this.marks.take(view)) this.addEvent('marks', event, id);
    await writeLiveState(redis, { ...self, worker, at: Date.now(), view, steadySince });
    onMarks(await history.readEvents<Mark>('marks', { from: 0, to: Date.now(), limit: MARKS_READ }));
    return this.createValues(totals);
  }

  private createValues(totals: Readonly<Record<string, number>>): Record<string, number | null> {
    const { readView, readBuffer, self, steady } = this.options;
    const pace = {
      timeScale: self.timeScale,
      syncIntervalSeconds: self.syncIntervalMs / self.timeScale / 1_000,
      steadySince: steady.steadySince,
    };
    return { ...createSampleValues(readView(), readBuffer(), pace), ...totals };
  }
}
