import { abortableDelay } from '../../machine/abortableDelay.ts';
import { logUnexpected } from '../logUnexpected.ts';
import { UnavailableError } from '../unavailable.ts';
import { PartWatch } from '../readers/PartWatch.ts';
import type { LiveTick, Overview } from '../types.ts';
import { type RecentHistory, RESUMED_MS } from './recentHistory.ts';

const TICK_MS = 1_000;

/** The newest overview that a listener has not got yet, and how to wake it. */
interface Inbox {
  newest: Overview | null;
  notify: () => void;
}

interface LiveHubDeps {
  readonly readOverview: () => Promise<Overview>;
  readonly recent: RecentHistory;
}

/** Reads once a second, for all who listen, and not at all while nobody does. */
export class LiveHub {
  private readonly readOverview: () => Promise<Overview>;
  private readonly recent: RecentHistory;
  private readonly recentWatch = new PartWatch<void>();
  private readonly inboxes = new Set<Inbox>();
  private loop: Promise<void> | null = null;
  private pause = new AbortController();

  constructor({ readOverview, recent }: LiveHubDeps) {
    this.readOverview = readOverview;
    this.recent = recent;
  }

  /** True while it reads. */
  get active(): boolean {
    return this.loop !== null;
  }

  /**
   * Ticks until `signal` is aborted. The first holds what came since `since` (ms), two minutes of it at the most; with
   * null, what comes from now on. Who is slow gets fewer ticks that hold more.
   */
  async *follow(since: number | null, signal: AbortSignal): AsyncGenerator<LiveTick, void> {
    let sentTo = since ?? Date.now();
    const inbox: Inbox = { newest: null, notify: () => undefined };
    const wake = (): void => inbox.notify();
    signal.addEventListener('abort', wake);
    this.join(inbox);
    try {
      while (!signal.aborted) {
        const overview = inbox.newest;
        inbox.newest = null;
        if (overview === null) {
          await new Promise<void>((resolve) => (inbox.notify = resolve));
          continue;
        }
        yield this.createTick(overview, sentTo);
        // Where Redis was away in this tick, the next one begins where this one did.
        sentTo = Math.max(sentTo, Math.min(overview.at, this.recent.readAt));
      }
    } finally {
      signal.removeEventListener('abort', wake);
      this.leave(inbox);
    }
  }

  private createTick(overview: Overview, sentTo: number): LiveTick {
    return {
      overview,
      samples: this.recent.samplesSince(sentTo),
      events: this.recent.eventsSince(sentTo),
      missed: this.recent.readAt >= overview.at && overview.at - sentTo > RESUMED_MS,
    };
  }

  private join(inbox: Inbox): void {
    this.inboxes.add(inbox);
    this.loop ??= this.run();
  }

  private leave(inbox: Inbox): void {
    this.inboxes.delete(inbox);
    if (this.inboxes.size === 0) this.pause.abort();
  }

  private async run(): Promise<void> {
    while (this.inboxes.size > 0) {
      const startedAt = Date.now();
      // The last one to leave cuts the pause short; somebody else may have joined by then.
      this.pause = new AbortController();
      await this.tick();
      await abortableDelay(Math.max(0, startedAt + TICK_MS - Date.now()), this.pause.signal);
    }
    this.loop = null;
  }

  private async tick(): Promise<void> {
    try {
      const overview = await this.readOverview();
      if (overview.redis.state === 'up') await this.readRecent(overview.at);
      for (const inbox of this.inboxes) {
        inbox.newest = overview;
        inbox.notify();
      }
    } catch (error: unknown) {
      logUnexpected(error);
    }
  }

  private async readRecent(now: number): Promise<void> {
    const { failure } = await this.recentWatch.look(() => this.recent.read(now));
    if (failure !== null && !(failure instanceof UnavailableError)) throw failure;
  }
}
