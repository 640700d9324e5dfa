import type pg from 'pg';
import { readCheckpointer } from './statements/readCheckpointer.ts';
import { type CheckpointerSample, type CheckpointSettings, type ServerFacts } from '../domain/postgres.ts';
import { readCheckpointSettings, readServerFacts } from '../db/statements/readServerFacts.ts';
import { canWaitForCheckpointEnd, waitForCheckpointEnd } from './statements/waitForCheckpointEnd.ts';
import { walTriggerBytes } from '../model/walTrigger.ts';
import { abortableDelay, backoffMs } from '../machine/abortableDelay.ts';
import { CheckpointTracker } from './checkpoints/CheckpointTracker.ts';
import { describeRunning } from './checkpoints/describeRunning.ts';
import { Expectations } from './checkpoints/Expectations.ts';
import { listMissingSights } from './listMissingSights.ts';
import { type ObserverStatus, type ObserverView } from '../domain/observerView.ts';
import type { Observation } from './checkpoints/observation.ts';
import type { CheckpointRecord, Interruption, NextCheckpoint } from '../domain/checkpoints.ts';
import { DirtyCounter } from './DirtyCounter.ts';
import { LookBudget } from './LookBudget.ts';

const FACTS_EVERY_MS = 5_000;
/** Where one checkpoint ends and the next begins, the counters of both would run into each other. */
const CLOSE_POLL_MS = 25;
/** Of one wait in the server. */
const WATCH_MS = 100;
/** Of the distance that forces the next: below, time has paced the one that runs. */
const FORCED_WAL_SHARE = 0.25;
const LONGEST_RETRY_MS = 5_000;
/** A poll that hangs for longer says what a lost connection says: PostgreSQL does not answer. */
const ANSWER_MS = 2_000;

export interface CheckpointObserverOptions {
  /** Opens a connection of the observer's own. It is only ever read through. */
  readonly connect: () => Promise<pg.Client>;
  readonly pollMs: number;
  readonly onRecord: (record: CheckpointRecord) => void;
  readonly onView: (view: ObserverView) => void;
  /** The connection was lost or could not be made; `code` as in ObserverStatus. */
  readonly onLost?: (code: string) => void;
}

/**
 * Watches the checkpoints of one server by SQL alone, and expects the next. Writes nothing: no WAL, no transaction id.
 * Polls more often where something is about to happen (a start, an end), so that counters are read between the two.
 */
export class CheckpointObserver {
  private readonly options: CheckpointObserverOptions;
  private readonly tracker = new CheckpointTracker();
  private readonly expectations = new Expectations();
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private status: ObserverStatus = { connected: false, since: Date.now(), code: 'not yet' };
  private answeredAt: number | null = null;
  private server: ServerFacts | null = null;
  private settings: CheckpointSettings | null = null;
  private sample: CheckpointerSample | null = null;
  private readonly dirty = new DirtyCounter();
  private lastInterruption: { kind: Interruption; at: number } | null = null;
  private observation: Observation | null = null;
  private readonly busyLooks = new LookBudget();
  /** Connections in a row that did not lead to a look. */
  private failures = 0;

  constructor(options: CheckpointObserverOptions) {
    this.options = options;
  }

  async start(): Promise<void> {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  get view(): ObserverView {
    const { server, settings, sample } = this;
    const running =
      this.observation === null || sample === null || settings === null
        ? null
        : describeRunning({
            observation: this.observation,
            sample,
            settings,
            buffersWritten: this.tracker.buffersWritten,
            predicted: this.expectations.predicted,
            dirtyNow: this.dirty.dirtyBuffers,
            othersPerSecond: this.expectations.forecaster.othersPerSecond,
          });
    return {
      at: Date.now(),
      answeredAt: this.answeredAt,
      status: this.describeStatus(),
      missing: server === null ? [] : listMissingSights(server),
      lastInterruption: this.lastInterruption,
      server,
      settings,
      sample,
      dirtyBuffers: this.dirty.dirtyBuffers,
      walTriggerBytes: settings === null ? null : walTriggerBytes(settings).mostBytes,
      walBytesPerSecond: this.expectations.forecaster.walBytesPerSecond,
      running,
      next: this.describeNext(),
    };
  }

  /** A frozen server closes nothing: only its silence says that it is away. */
  private describeStatus(): ObserverStatus {
    const { answeredAt, status } = this;
    if (!status.connected || answeredAt === null || Date.now() - answeredAt <= ANSWER_MS) return status;
    return { connected: false, since: answeredAt, code: 'no answer' };
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      let client: pg.Client | null = null;
      try {
        client = await this.options.connect();
        await this.watch(client);
      } catch (error: unknown) {
        this.lose(readCode(error));
      } finally {
        await client?.end().catch(() => undefined);
      }
      await abortableDelay(backoffMs(this.failures++, 250, LONGEST_RETRY_MS), this.stopping.signal);
    }
  }

  /** Rights, extensions and settings may change at any time; the server only with the connection. */
  private async readFacts(client: pg.Client): Promise<void> {
    const server = await readServerFacts(client);
    if (this.server !== null && this.server.systemIdentifier !== server.systemIdentifier) {
      this.tracker.reset();
      this.expectations.reset();
      this.interrupt('other-server');
    }
    this.server = server;
    const settings = await readCheckpointSettings(client);
    this.answeredAt = Date.now();
    if (this.settings !== null && changesPace(this.settings, settings))
      this.expectations.changePace(this.observation, settings);
    this.settings = settings;
  }

  private lose(code: string): void {
    if (this.stopping.signal.aborted) return;
    if (this.status.connected || this.status.code !== code) {
      // Since its last answer: how long it took to give up says nothing of the server.
      const since = this.status.connected ? (this.answeredAt ?? Date.now()) : this.status.since;
      this.status = { connected: false, since, code };
      this.options.onLost?.(code);
    }
    this.options.onView(this.view);
  }

  private async watch(client: pg.Client): Promise<void> {
    const { signal } = this.stopping;
    let factsDueAt = 0;
    while (!signal.aborted) {
      const startedAt = performance.now();
      if (startedAt >= factsDueAt) {
        await this.readFacts(client);
        factsDueAt = startedAt + FACTS_EVERY_MS;
      }
      const dirtyBuffers = await this.dirty.look(client, this.server!, this.isNearStart());
      this.take(await this.look(client), dirtyBuffers);
      this.options.onView(this.view);
      const spent = performance.now() - startedAt;
      // The next look waits by itself.
      const pauseMs = this.mayEndSoon() ? 0 : this.choosePollMs() - spent;
      await abortableDelay(Math.max(1, pauseMs), signal);
    }
  }

  /** Where a checkpoint may end, looks until it does: a moment later the next one's pages may be among its own. */
  private async look(client: pg.Client): Promise<CheckpointerSample> {
    const { serverVersion } = this.server!;
    if (!this.mayEndSoon()) return readCheckpointer(client, serverVersion);
    const watch = { forMs: WATCH_MS, busyLooks: this.busyLooks.left };
    const { busyLooks, sample } = await waitForCheckpointEnd(client, serverVersion, this.sample!, watch);
    this.busyLooks.spend(busyLooks);
    return sample;
  }

  /** WAL tells no time: what it forces may end, and the next begin, at any moment. */
  private mayEndSoon(): boolean {
    const { running } = this.view;
    if (running === null || !canWaitForCheckpointEnd(this.server!.serverVersion)) return false;
    const isForced = running.cause === 'wal' || running.walShare > FORCED_WAL_SHARE;
    return isForced || this.choosePollMs() < this.options.pollMs;
  }

  /** `dirtyBuffers`: null where they were not counted at this look. */
  private take(sample: CheckpointerSample, dirtyBuffers: number | null): void {
    const settings = this.settings!;
    this.sample = sample;
    this.answeredAt = Date.now();
    this.failures = 0;
    if (!this.status.connected) this.status = { connected: true, since: Date.now() };
    const countsFrom = this.lastStartedAt(sample);
    this.expectations.push({ sample, settings, dirtyBuffers, observation: this.observation, countsFrom });
    const { records, interruption } = this.tracker.push(sample, settings);
    if (interruption !== null) this.interrupt(interruption);
    for (const tracked of records) {
      const record = this.expectations.close(tracked, this.observation, sample);
      this.observation = null;
      this.options.onRecord(record);
    }
    this.notice(settings);
  }

  private notice(settings: CheckpointSettings): void {
    const { running } = this.tracker;
    if (running !== null && this.observation === null) {
      this.expectations.start(running, settings);
      this.busyLooks.refill(performance.now());
    }
    this.observation = running;
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

  private describeNext(): NextCheckpoint | null {
    if (this.sample === null || this.settings === null || this.observation !== null) return null;
    const lastStartedAt = this.lastStartedAt(this.sample);
    return this.expectations.describeNext(lastStartedAt, this.settings, this.dirty.dirtyBuffers);
  }

  private choosePollMs(): number {
    const { pollMs } = this.options;
    return this.tracker.needsCloserLook || this.isNearTurn() ? Math.min(CLOSE_POLL_MS, pollMs) : pollMs;
  }

  /** About three per cent around the expected end, or about a second around the expected start. */
  private isNearTurn(): boolean {
    const { running } = this.view;
    if (running === null) return this.isNearStart();
    // WAL has asked for the next already, or will: it begins as soon as this one ends.
    if (running.walShare > 0.9) return true;
    const predicted = running.predicted?.writeSeconds ?? null;
    if (predicted === null) return false;
    const left = predicted - running.elapsedSeconds;
    const margin = Math.max(0.6, 0.03 * predicted);
    return left < margin && left > -3 * margin;
  }

  private isNearStart(): boolean {
    if (this.sample === null || this.observation !== null) return false;
    const since = (this.sample.at - this.lastStartedAt(this.sample)) / 1_000;
    const overdue = since - this.settings!.checkpointTimeoutSeconds;
    const next = this.describeNext();
    return (overdue > -0.7 && overdue < 1.5) || (next?.cause === 'wal' && next.inSeconds < 1);
  }
}

const changesPace = (before: CheckpointSettings, now: CheckpointSettings): boolean =>
  before.checkpointTimeoutSeconds !== now.checkpointTimeoutSeconds ||
  before.completionTarget !== now.completionTarget ||
  before.maxWalSizeBytes !== now.maxWalSizeBytes;

/** SQLSTATE, or the system's code, or what kind of error it was: the driver gives none for a broken connection. */
function readCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const kind = error.name === 'Error' ? 'broken or timed out' : error.name;
  return (error as NodeJS.ErrnoException).code ?? kind;
}
