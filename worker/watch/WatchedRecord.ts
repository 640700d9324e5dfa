import type { Logger } from 'pino';
import type { Advice } from '../../domain/advice.ts';
import type { ObservedCheckpoint } from '../../domain/checkpoints.ts';
import type { FoundMark } from '../../domain/marks.ts';
import type { ObserverView } from '../../domain/observerView.ts';
import type { RedisClient } from '../../redis/client.ts';
import type { History } from '../../redis/history.ts';
import { watchedLiveKey } from '../../redis/keys.ts';
import { readLiveState, writeLiveState } from '../../redis/liveState.ts';
import { keepWatchedIdentity, openWatchedHistory, readWatchedSince } from '../../redis/watchedHistory.ts';
import type { WatchTarget } from '../config/watchTargets.ts';
import { MarkWatch } from '../observers/MarkWatch.ts';
import { describeServer } from '../observers/sampleValues.ts';

/** Advice is given by this number of the last checkpoints. */
const KEPT = 100;

export interface WatchServerOptions {
  readonly target: WatchTarget;
  readonly redis: RedisClient;
  readonly worker: string;
  readonly version: string;
  readonly logger: Logger;
}

/** Redis' record of the server that is behind one name. */
interface Opened {
  readonly identity: string;
  readonly history: History;
  /** Ms: when it was seen first. */
  readonly since: number;
}

/** The record of one watched server in Redis: its live state, and the history of its system identifier. */
export class WatchedRecord {
  private readonly options: WatchServerOptions;
  private readonly startedAt = Date.now();
  private opened: Opened | null = null;
  private readonly marks = new MarkWatch();
  private isResumed = false;
  /** Newest last, those of earlier runs among them. */
  private checkpoints: readonly ObservedCheckpoint[] = [];

  constructor(options: WatchServerOptions) {
    this.options = options;
  }

  /** Null before the server was seen. */
  get history(): History | null {
    return this.opened?.history ?? null;
  }

  addCheckpoint(checkpoint: ObservedCheckpoint): void {
    this.checkpoints = [...this.checkpoints.slice(1 - KEPT), checkpoint];
  }

  /** The changes since the view before, which may be of an earlier run. */
  takeMarks(view: ObserverView): readonly FoundMark[] {
    return this.marks.take(view);
  }

  /** Reports what is seen; returns the values of the sample. */
  async write(
    view: ObserverView,
    advise: (checkpoints: readonly ObservedCheckpoint[]) => readonly Advice[],
  ): Promise<Record<string, number | null>> {
    const { redis, target, worker, version } = this.options;
    await this.resumeMarks();
    if (view.server !== null) await this.open(view.server.systemIdentifier);
    const state = {
      at: Date.now(),
      worker,
      version,
      startedAt: this.startedAt,
      source: 'watch',
      preset: '',
      timeScale: 1,
      syncIntervalMs: 0,
      steadySince: this.opened?.since ?? null,
      view,
      advice: advise(this.checkpoints),
    };
    await writeLiveState(redis, state, watchedLiveKey(target.name));
    return { ...describeServer(view), timeScale: 1, steadySince: state.steadySince };
  }

  /** The last view of an earlier run is in the live state until this one writes it. */
  private async resumeMarks(): Promise<void> {
    if (this.isResumed) return;
    const { redis, target } = this.options;
    const before = await readLiveState<ObserverView | null>(redis, watchedLiveKey(target.name));
    this.marks.resume(before?.view ?? null);
    this.isResumed = true;
  }

  /** Goes on with what is kept of this server under this name; another server behind the name begins again. */
  private async open(identity: string): Promise<void> {
    if (this.opened?.identity === identity) return;
    const { redis, target } = this.options;
    const history = openWatchedHistory(redis, target.name, identity);
    const kept = await history.readEvents<ObservedCheckpoint>('checkpoints', {
      from: 0,
      to: Date.now(),
      limit: KEPT,
    });
    await keepWatchedIdentity(redis, target.name, identity);
    const since = await readWatchedSince(redis, { name: target.name, identity, now: Date.now() });
    const seen = this.opened === null ? this.checkpoints : [];
    this.checkpoints = [...kept.map(({ value }) => value).toReversed(), ...seen].slice(-KEPT);
    this.opened = { identity, history, since };
  }
}
