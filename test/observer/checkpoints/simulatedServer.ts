import type { CheckpointerSample, CheckpointSettings } from '../../../domain/postgres.ts';

export const T0 = Date.UTC(2026, 0, 1);

export const SETTINGS: CheckpointSettings = {
  checkpointTimeoutSeconds: 30,
  completionTarget: 0.9,
  maxWalSizeBytes: 1024 ** 3,
  segmentBytes: 16 * 1024 ** 2,
  sharedBuffersPages: 16_384,
  fullPageWrites: true,
  walCompression: 'off',
  logCheckpoints: true,
};

/** The checkpoints that the server made, by its own knowledge. */
export interface Made {
  readonly cause: 'time' | 'wal' | 'requested' | 'shutdown' | 'end-of-recovery';
  readonly skipped: boolean;
  readonly lsn: number;
  readonly startedAt: number;
  /** When the statistics showed it. */
  readonly reportedAt: number;
  readonly writeMs: number;
  readonly syncMs: number;
  readonly buffers: number;
}

export interface ServerShape {
  /** 18 and later; before, the end shows only in the times. */
  readonly countsDone: boolean;
  readonly showsWaits: boolean;
  readonly inRecovery?: boolean;
  readonly syncMs?: number;
  /** 1 up to 19; a later version may write several. */
  readonly pagesPerNap?: number;
  /** From the new control file to the statistics: WAL is recycled in between. */
  readonly cleanupMs?: number;
}

interface Counters {
  timed: number;
  requested: number;
  done: number;
  writeMs: number;
  syncMs: number;
  buffers: number;
}
interface Pause {
  readonly until: number;
  readonly waitEvent: string | null;
}

const NONE: Counters = { timed: 0, requested: 0, done: 0, writeMs: 0, syncMs: 0, buffers: 0 };
const IDLE = 'CheckpointerMain';
const NAP = 'CheckpointWriteDelay';
const RECORD_BYTES = 120;
const PAGES_PER_MS = 50;

/**
 * The checkpointer after src/backend/postmaster/checkpointer.c: it sleeps 100 ms after each page while it is ahead of
 * time, reports its statistics before each nap and at the end, and skips what nothing was written for.
 */
export class SimulatedServer {
  readonly made: Made[] = [];
  now = T0 + 250;
  private readonly shape: ServerShape;
  private reported: Counters = { ...NONE };
  private pending: Counters = { ...NONE };
  private control = { lsn: 1_000_000, redoLsn: 999_900, time: T0, timeline: 1 };
  private walLsn = this.control.lsn + RECORD_BYTES;
  private importantLsn = this.control.lsn;
  private requests = new Set<'wal' | 'immediate' | 'spread'>();
  private dirtyPages = 0;
  private images = 0;
  private postmasterStartedAt = T0 - 1_000;
  private statsResetAt = T0 - 5_000;
  private inRecovery: boolean;
  private timeline = 1;
  private lastStart = T0;
  private stopping = false;
  private pause: Pause = { until: this.now, waitEvent: IDLE };
  private process: Iterator<Pause> = this.run();

  constructor(shape: ServerShape) {
    this.shape = shape;
    this.inRecovery = shape.inRecovery ?? false;
  }

  advance(ms: number): void {
    const target = this.now + ms;
    while (this.pause.until <= target) {
      this.now = this.pause.until;
      this.pause = this.process.next().value as Pause;
    }
    this.now = target;
  }

  dirty(pages: number): void {
    this.dirtyPages += pages;
    this.images += pages;
    this.writeWal(pages * 100);
  }

  writeWal(bytes: number): void {
    this.importantLsn = this.walLsn;
    this.walLsn += bytes;
  }

  /** Dirty now, as pg_buffercache counts them. */
  get dirtyBuffers(): number {
    return this.dirtyPages;
  }

  /** `immediate`: CHECKPOINT. `spread`: CHECKPOINT (MODE SPREAD). `wal`: paced, and skipped where nothing was written. */
  request(kind: 'wal' | 'immediate' | 'spread'): void {
    this.requests.add(kind);
    const sleeps = this.pause.waitEvent === IDLE || this.pause.waitEvent === NAP;
    if (sleeps) this.pause = { ...this.pause, until: Math.min(this.pause.until, this.now + 1) };
  }

  resetStats(): void {
    this.reported = { ...NONE };
    this.statsResetAt = this.now;
  }

  promote(): void {
    this.inRecovery = false;
    this.timeline++;
    this.writeWal(50);
    this.request('immediate');
  }

  /** Clean: what runs is finished at full speed, then comes the shutdown checkpoint, counted as a request but not as done. */
  restart(downMs: number): void {
    this.stopping = true;
    while (this.pause.waitEvent !== IDLE) this.advance(Math.max(1, this.pause.until - this.now));
    this.requests.clear();
    this.writeOffline('shutdown');
    this.boot(downMs);
  }

  /** Counters restart at zero; only the end-of-recovery checkpoint is in them. */
  crash(downMs: number, ofPostmaster = true): void {
    const { postmasterStartedAt } = this;
    this.requests.clear();
    this.reported = { ...NONE };
    this.pending = { ...NONE };
    this.dirtyPages = 7;
    this.boot(downMs);
    if (!ofPostmaster) this.postmasterStartedAt = postmasterStartedAt;
    this.statsResetAt = this.now + 100;
    this.now += 200;
    this.writeOffline('end-of-recovery');
    this.boot(0);
    if (!ofPostmaster) this.postmasterStartedAt = postmasterStartedAt;
  }

  /** As the statement reads: the control file, `skewMs` later the counters, and the same time later the wait event. */
  read(skewMs = 0): CheckpointerSample {
    const { control, shape } = this;
    this.advance(skewMs);
    const counters = { ...this.reported };
    const { now: at, walLsn } = this;
    this.advance(skewMs);
    return {
      at,
      postmasterStartedAt: this.postmasterStartedAt,
      inRecovery: this.inRecovery,
      timeline: control.timeline,
      statsResetAt: this.statsResetAt,
      timed: counters.timed,
      requested: counters.requested,
      done: shape.countsDone ? counters.done : null,
      writeMs: counters.writeMs,
      syncMs: counters.syncMs,
      buffersWritten: counters.buffers,
      slruWritten: null,
      checkpointLsn: control.lsn,
      redoLsn: control.redoLsn,
      checkpointTime: control.time,
      walLsn,
      walBytes: walLsn,
      walRecords: 0,
      fullPageImages: this.images,
      replay: null,
      pageWrites: { checkpointer: counters.buffers, bgwriter: 0, backends: 0, vacuum: 0 },
      waitEvent: shape.showsWaits ? this.pause.waitEvent : null,
    };
  }

  private *run(): Generator<Pause, never> {
    for (;;) {
      const dueAt = this.lastStart + SETTINGS.checkpointTimeoutSeconds * 1_000;
      if (this.stopping) yield { until: Infinity, waitEvent: IDLE };
      else if (this.requests.size > 0 || this.now >= dueAt) yield* this.checkpoint();
      else yield { until: dueAt, waitEvent: IDLE };
    }
  }

  private *checkpoint(): Generator<Pause, void> {
    const requested = this.requests;
    this.requests = new Set();
    const startedAt = this.now;
    this.lastStart = Math.floor(startedAt / 1_000) * 1_000;
    if (requested.size > 0) this.pending.requested++;
    else this.pending.timed++;
    const cause = requested.has('wal') ? 'wal' : requested.size > 0 ? 'requested' : 'time';
    const facts = { cause, startedAt } as const;
    const isForced = requested.has('immediate') || requested.has('spread');
    if (!isForced && this.importantLsn === this.control.lsn) {
      this.report({ ...facts, skipped: true, lsn: this.control.lsn, writeMs: 0, syncMs: 0, buffers: 0 });
      return;
    }
    const redoLsn = this.walLsn;
    this.walLsn += 32;
    const buffers = this.dirtyPages;
    this.dirtyPages = 0;
    yield* this.write(buffers, startedAt, requested.has('immediate'));
    const writeMs = Math.max(1, this.now - startedAt);
    const syncMs = this.shape.syncMs ?? 2;
    yield { until: this.now + syncMs, waitEvent: 'DataFileSync' };
    this.complete(redoLsn, startedAt);
    yield { until: this.now + (this.shape.cleanupMs ?? 0), waitEvent: null };
    this.pending.writeMs += writeMs;
    this.pending.syncMs += syncMs;
    this.pending.done++;
    this.report({ ...facts, skipped: false, lsn: this.control.lsn, writeMs, syncMs, buffers });
  }

  private *write(buffers: number, startedAt: number, immediate: boolean): Generator<Pause, void> {
    const { completionTarget, checkpointTimeoutSeconds } = SETTINGS;
    for (let page = 1; page <= buffers; page++) {
      this.pending.buffers++;
      const due = (this.now - startedAt) / 1_000 / checkpointTimeoutSeconds;
      const isAhead = (completionTarget * page) / buffers >= due;
      const isPaced = !immediate && !this.stopping && !this.requests.has('immediate');
      if (isAhead && isPaced && page % (this.shape.pagesPerNap ?? 1) === 0) {
        this.flush();
        yield { until: this.now + 100, waitEvent: NAP };
      } else if (page % PAGES_PER_MS === 0) {
        yield { until: this.now + 1, waitEvent: page % 2 === 0 ? 'DataFileWrite' : null };
      }
    }
  }

  private complete(redoLsn: number | null, startedAt: number): void {
    const lsn = this.walLsn;
    this.walLsn += RECORD_BYTES;
    // A standby's control file has the time of the primary's checkpoint.
    const time = Math.floor(startedAt / 1_000) * 1_000 - (this.inRecovery ? 7_000 : 0);
    this.control = { lsn, redoLsn: redoLsn ?? lsn, time, timeline: this.timeline };
    // Any WAL written while it ran is important.
    if (this.importantLsn <= (redoLsn ?? lsn)) this.importantLsn = lsn;
  }

  private writeOffline(cause: 'shutdown' | 'end-of-recovery'): void {
    const startedAt = this.now;
    this.now += 3;
    this.complete(null, startedAt);
    const buffers = this.dirtyPages;
    this.dirtyPages = 0;
    this.pending.requested++;
    this.pending.buffers += buffers;
    this.pending.writeMs += 2;
    this.pending.syncMs += 1;
    if (cause === 'end-of-recovery') this.pending.done++;
    this.report({ cause, skipped: false, startedAt, lsn: this.control.lsn, writeMs: 2, syncMs: 1, buffers });
  }

  private boot(downMs: number): void {
    this.now += downMs;
    this.stopping = false;
    this.postmasterStartedAt = this.now;
    this.lastStart = Math.floor(this.now / 1_000) * 1_000;
    this.process = this.run();
    this.pause = { until: this.now, waitEvent: IDLE };
  }

  private report(made: Omit<Made, 'reportedAt'>): void {
    this.made.push({ ...made, reportedAt: this.now });
    this.flush();
  }

  private flush(): void {
    for (const name of Object.keys(NONE) as (keyof Counters)[]) this.reported[name] += this.pending[name];
    this.pending = { ...NONE };
  }
}
