import { readSqlState } from '../db/sqlState.ts';
import type pg from 'pg';
import { nameMissingRights } from '../db/refusals.ts';
import { readCheckpointSettings, readServerFacts } from '../db/statements/readServerFacts.ts';
import { offers } from '../db/serverVersions.ts';
import type { CheckpointRecord } from '../domain/checkpoints.ts';
import type { ObserverStatus, ObserverView } from '../domain/observerView.ts';
import type { PlatformName } from '../domain/platforms.ts';
import type { CheckpointerSample } from '../domain/postgres.ts';
import type { Spike } from '../domain/spikes.ts';
import { abortableDelay, backoffMs } from '../machine/abortableDelay.ts';
import { DirtyCounter } from './DirtyCounter.ts';
import { ControlHold } from './ControlHold.ts';
import { LookBudget } from './LookBudget.ts';
import { ObservedServer } from './ObservedServer.ts';
import { RelationWatch } from './RelationWatch.ts';
import { SessionWatch } from './SessionWatch.ts';
import { readRewrites } from './statements/readRewrites.ts';
import { readCheckpointer } from './statements/readCheckpointer.ts';
import { readWalKept } from './statements/readWalKept.ts';
import { waitForCheckpointEnd } from './statements/waitForCheckpointEnd.ts';

const FACTS_EVERY_MS = 5_000;
/** Of one wait in the server. */
const WATCH_MS = 100;
const MAX_RETRY_MS = 5_000;
/** A poll that hangs for longer says what a lost connection says: PostgreSQL does not answer. */
const ANSWER_MS = 2_000;

export interface CheckpointObserverOptions {
  /** Opens a connection of the observer's own. It is only ever read through. */
  readonly connect: () => Promise<pg.Client>;
  readonly pollMs: number;
  readonly onRecord: (record: CheckpointRecord) => void;
  /** Transactions took much longer than before, and do so no more. */
  readonly onSpike?: (spike: Spike) => void;
  /** After each poll. */
  readonly onView?: (view: ObserverView) => void;
  /**
   * The connection was lost or could not be made, each time; `code` as in ObserverStatus, `isRepeated` where it is the one
   * of the time before.
   */
  readonly onLost?: (error: unknown, lost: { readonly code: string; readonly isRepeated: boolean }) => void;
}

/**
 * Watches the checkpoints of one server by SQL only, and predicts the next. Writes nothing: no WAL, no transaction id.
 * Polls more often where something is about to happen (a start, an end), so that counters are read between the two.
 */
export class CheckpointObserver {
  private readonly options: CheckpointObserverOptions;
  private readonly server = new ObservedServer();
  private readonly dirty = new DirtyCounter();
  private readonly relations = new RelationWatch();
  private readonly hold = new ControlHold();
  private readonly busyLooks = new LookBudget();
  private readonly sessions = new SessionWatch();
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private status: ObserverStatus = { connected: false, since: Date.now(), code: 'not yet' };
  private answeredAt: number | null = null;
  /** Of the server behind this connection; null before they were read. */
  private platforms: readonly PlatformName[] | null = null;
  /** Connections in a row that did not lead to a poll. */
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
    return this.server.describe({
      answeredAt: this.answeredAt,
      status: this.describeStatus(),
      sessions: this.sessions.sample,
    });
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
        this.lose(client === null ? error : await nameMissingRights(client, error));
      } finally {
        await client?.end().catch(() => undefined);
      }
      await abortableDelay(backoffMs(this.failures++, 250, MAX_RETRY_MS), this.stopping.signal);
    }
  }

  private lose(error: unknown): void {
    if (this.stopping.signal.aborted) return;
    const code = readCode(error);
    const isRepeated = !this.status.connected && this.status.code === code;
    if (!isRepeated) {
      // Since its last answer: how long it took to give up says nothing of the server.
      const since = this.status.connected ? (this.answeredAt ?? Date.now()) : this.status.since;
      this.status = { connected: false, since, code };
    }
    this.options.onLost?.(error, { code, isRepeated });
    this.options.onView?.(this.view);
  }

  private async watch(client: pg.Client): Promise<void> {
    const { server, options } = this;
    const { signal } = this.stopping;
    let factsDueAt = 0;
    this.platforms = null;
    while (!signal.aborted) {
      const startedAt = performance.now();
      if (startedAt >= factsDueAt) {
        await this.readFacts(client);
        factsDueAt = startedAt + FACTS_EVERY_MS;
      }
      const counted = await this.dirty.look(client, server.facts!, server.isNearStart());
      await this.take(client, await this.poll(client), counted);
      await this.watchSessions(client);
      // Described only where somebody looks at it.
      options.onView?.(this.view);
      const spent = performance.now() - startedAt;
      // The next poll waits by itself.
      const pauseMs = server.mayEndSoon(options.pollMs) ? 0 : server.choosePollMs(options.pollMs) - spent;
      await abortableDelay(Math.max(1, pauseMs), signal);
    }
  }

  private async readFacts(client: pg.Client): Promise<void> {
    const facts = await readServerFacts(client, this.platforms);
    this.platforms = facts.platforms;
    const settings = await readCheckpointSettings(client);
    this.server.rewrites = await readRewrites(client);
    this.server.walKept = await readWalKept(client).catch(nullIfRefused);
    this.answeredAt = Date.now();
    this.server.takeFacts(facts, settings);
    await this.relations.prepare(client, facts);
  }

  private async watchSessions(client: pg.Client): Promise<void> {
    const { server, sessions, options } = this;
    if (!(await sessions.look(client, server.facts!))) return;
    const spike = sessions.findSpike(server.lastSample!, server.runningCheckpoint);
    if (spike !== null) options.onSpike?.(spike);
  }

  /** Where a checkpoint may end, looks until it does: a moment later the next one's pages may be among its own. */
  private async poll(client: pg.Client): Promise<CheckpointerSample> {
    const { serverVersion } = this.server.facts!;
    if (!offers(serverVersion, 'live statistics')) {
      return this.hold.align(this.server.lastSample, await readCheckpointer(client, serverVersion));
    }
    if (!this.server.mayEndSoon(this.options.pollMs)) return readCheckpointer(client, serverVersion);
    const watch = { forMs: WATCH_MS, busyLooks: this.busyLooks.left };
    const last = this.server.lastSample!;
    const { busyLooks, sample } = await waitForCheckpointEnd(client, serverVersion, last, watch);
    this.busyLooks.spend(busyLooks);
    return sample;
  }

  /** `counted`: dirty pages; null where they were not counted at this poll. */
  private async take(client: pg.Client, sample: CheckpointerSample, counted: number | null): Promise<void> {
    this.answeredAt = Date.now();
    this.failures = 0;
    if (!this.status.connected) this.status = { connected: true, since: Date.now() };
    const ran = this.server.runs;
    const { dirtyBuffers } = this.dirty;
    const records = this.server.takeSample(sample, { counted, dirtyBuffers });
    const { runningCheckpoint, facts } = this.server;
    for (const record of records) this.options.onRecord(await this.relations.close(client, facts!, record));
    if (runningCheckpoint === null || (ran && records.length === 0)) return;
    this.busyLooks.refill(performance.now());
    await this.relations.start(client, facts!, runningCheckpoint);
    this.answeredAt = Date.now();
  }
}

/** SQLSTATE, or the system's code, or what kind of error it was: the driver gives none for a broken connection. */
function readCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const kind = error.name === 'Error' ? 'broken or timed out' : error.name;
  return (error as NodeJS.ErrnoException).code ?? kind;
}

/** What a role may not read is not known; a connection that broke is another matter. */
function nullIfRefused(error: unknown): null {
  if (readSqlState(error) === undefined) throw error;
  return null;
}
