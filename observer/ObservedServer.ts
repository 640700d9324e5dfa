import { canWaitForCheckpointEnd } from './statements/waitForCheckpointEnd.ts';
import { CheckpointTracker } from './checkpoints/CheckpointTracker.ts';
import { describeRunning } from './checkpoints/describeRunning.ts';
import { RuleWatch } from './checkpoints/RuleWatch.ts';
import { Expectations } from './checkpoints/Expectations.ts';
import type { Observation } from './checkpoints/observation.ts';
import type {
  CheckpointRecord,
  Interruption,
  NextCheckpoint,
  RunningCheckpoint,
} from '../domain/checkpoints.ts';
import type { ObserverView, PageRewrite } from '../domain/observerView.ts';
import type { CheckpointerSample, CheckpointSettings, ServerFacts, WalKept } from '../domain/postgres.ts';
import { walTriggerBytes } from '../model/walTrigger.ts';
import { measureRecovery } from './measureRecovery.ts';
import { listUnobserved } from './listUnobserved.ts';

/** Where one checkpoint ends and the next begins, the counters of both would run into each other. */
const CLOSE_POLL_MS = 25;
/** Of the distance that forces the next: below, time has paced the one that runs. */
const FORCED_WAL_SHARE = 0.25;

/** What is known of one server, from what is read of it; whoever reads it asks here how soon to read again. */
export class ObservedServer {
  private readonly tracker = new CheckpointTracker();
  private readonly expectations = new Expectations();
  private readonly ruleWatch = new RuleWatch();
  /** Pages are rewritten now by these. */
  rewrites: readonly PageRewrite[] = [];
  /** Null before it was read. */
  walKept: WalKept | null = null;
  /** The first answer after a crash, and when the server before it had started; null: there was no crash, or its record was made. */
  private crash: { readonly answeredAt: number; readonly startedBefore: number } | null = null;
  private server: ServerFacts | null = null;
  private settings: CheckpointSettings | null = null;
  private sample: CheckpointerSample | null = null;
  private dirtyBuffers: number | null = null;
  private observation: Observation | null = null;
  private running: RunningCheckpoint | null = null;
  private lastInterruption: { kind: Interruption; at: number } | null = null;

  get facts(): ServerFacts | null {
    return this.server;
  }

  get lastSample(): CheckpointerSample | null {
    return this.sample;
  }

  get runningCheckpoint(): RunningCheckpoint | null {
    return this.running;
  }

  /** True while one runs. */
  get runs(): boolean {
    return this.observation !== null;
  }

  /** Rights, extensions and settings may change at any time; the server only with the connection. */
  takeFacts(server: ServerFacts, settings: CheckpointSettings): void {
    if (this.server !== null && this.server.systemIdentifier !== server.systemIdentifier) {
      this.tracker.reset();
      this.expectations.reset();
      this.ruleWatch.reset();
      this.interrupt('other-server');
    }
    if (this.settings !== null && changesPace(this.settings, settings))
      this.expectations.changePace(this.observation, settings);
    this.server = server;
    this.settings = settings;
  }

  /** `counted`: dirty pages, null where they were not counted at this poll; `dirtyBuffers`: as last counted. */
  takeSample(
    sample: CheckpointerSample,
    { counted, dirtyBuffers }: { readonly counted: number | null; readonly dirtyBuffers: number | null },
  ): CheckpointRecord[] {
    const settings = this.settings!;
    const { observation, sample: before } = this;
    this.sample = sample;
    this.dirtyBuffers = dirtyBuffers;
    const countsFrom = this.lastStartedAt(sample);
    this.expectations.push({ sample, settings, dirtyBuffers: counted, observation, countsFrom });
    const { records, interruption } = this.tracker.push(sample, settings);
    if (interruption !== null) this.interrupt(interruption);
    if (interruption === 'crashed' && before !== null)
      this.crash = { answeredAt: sample.at, startedBefore: before.postmasterStartedAt };
    const complete = records.map((tracked) => {
      const record = this.expectations.close(tracked, this.observation);
      this.observation = null;
      this.ruleWatch.add(record);
      return this.addRecovery(record, sample);
    });
    const { running } = this.tracker;
    if (running !== null && this.observation === null) this.expectations.start(running, settings);
    this.observation = running;
    this.running = this.describeRunning();
    return complete;
  }

  describe(at: Pick<ObserverView, 'answeredAt' | 'status' | 'sessions'>): ObserverView {
    const { server, settings, sample, dirtyBuffers, running, lastInterruption } = this;
    return {
      at: Date.now(),
      ...at,
      missing: server === null ? [] : listUnobserved(server, { isStandby: sample?.inRecovery === true }),
      lastInterruption,
      server,
      settings,
      sample,
      dirtyBuffers,
      walTriggerBytes: settings === null ? null : walTriggerBytes(settings).mostBytes,
      walBytesPerSecond: this.expectations.forecaster.walBytesPerSecond,
      running,
      next: this.describeNext(),
      ruleCheck: this.ruleWatch.check,
      rewrites: this.rewrites,
      walKept: this.walKept,
    };
  }

  /** More often where something is about to happen. */
  choosePollMs(usualMs: number): number {
    return this.tracker.needsCloserLook || this.isNearTurn() ? Math.min(CLOSE_POLL_MS, usualMs) : usualMs;
  }

  /** WAL holds no time: what it forces may end, and the next begin, at any moment. */
  mayEndSoon(usualMs: number): boolean {
    const { running } = this;
    if (running === null || !canWaitForCheckpointEnd(this.server!)) return false;
    const isForced = running.cause === 'wal' || running.walShare > FORCED_WAL_SHARE;
    return isForced || this.choosePollMs(usualMs) < usualMs;
  }

  isNearStart(): boolean {
    if (this.sample === null || this.observation !== null) return false;
    const since = (this.sample.at - this.lastStartedAt(this.sample)) / 1_000;
    const overdue = since - this.settings!.checkpointTimeoutSeconds;
    const next = this.describeNext();
    return (overdue > -0.7 && overdue < 1.5) || (next?.cause === 'wal' && next.inSeconds < 1);
  }

  private describeRunning(): RunningCheckpoint | null {
    const { observation, sample, settings } = this;
    if (observation === null || sample === null || settings === null) return null;
    return describeRunning({
      observation,
      sample,
      settings,
      buffersWritten: this.tracker.buffersWritten,
      predicted: this.expectations.predicted,
      dirtyNow: this.dirtyBuffers,
      turnoverPerSecond: this.expectations.forecaster.turnoverPerSecond,
    });
  }

  private describeNext(): NextCheckpoint | null {
    if (this.sample === null || this.settings === null || this.observation !== null) return null;
    const lastStartedAt = this.lastStartedAt(this.sample);
    return this.expectations.describeNext(lastStartedAt, this.settings, this.dirtyBuffers);
  }

  private addRecovery(record: CheckpointRecord, sample: CheckpointerSample): CheckpointRecord {
    const { crash } = this;
    if (crash === null || record.cause !== 'end-of-recovery') return record;
    this.crash = null;
    return { ...record, recoverySeconds: measureRecovery(record, { ...sample, ...crash }) };
  }

  private interrupt(kind: Interruption): void {
    this.lastInterruption = { kind, at: Date.now() };
    this.expectations.forget();
  }

  /** The clock counts from the start of the last one, made or skipped, or from the server's; the control file has whole seconds. */
  private lastStartedAt(sample: CheckpointerSample): number {
    const checkpointTime = sample.inRecovery ? 0 : sample.checkpointTime;
    const seen = Math.max(this.tracker.countsFrom, this.observation?.startedAt ?? 0);
    return Math.max(sample.postmasterStartedAt, checkpointTime, seen);
  }

  /** About three per cent around the expected end, or about a second around the expected start. */
  private isNearTurn(): boolean {
    const { running } = this;
    if (running === null) return this.isNearStart();
    // WAL has asked for the next already, or will: it begins as soon as this one ends.
    if (running.walShare > 0.9) return true;
    const predicted = running.predicted?.writeSeconds ?? null;
    if (predicted === null) return false;
    const left = predicted - running.elapsedSeconds;
    const margin = Math.max(0.6, 0.03 * predicted);
    return left < margin && left > -3 * margin;
  }
}

const changesPace = (before: CheckpointSettings, now: CheckpointSettings): boolean =>
  before.checkpointTimeoutSeconds !== now.checkpointTimeoutSeconds ||
  before.completionTarget !== now.completionTarget ||
  before.maxWalSizeBytes !== now.maxWalSizeBytes;
