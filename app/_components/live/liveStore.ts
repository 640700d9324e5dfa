import type { HistorySample } from '../../../domain/history.ts';
import type { HistoryEvents, LiveTick, Overview } from '../../../server/types.ts';
import { mergeEvents, NO_EVENTS } from './mergeEvents.ts';
import { Ticker } from './Ticker.ts';

/** `failing`: the server answers, with an error; `logged-out`: the session has ended, and asking again does not help. */
export type Connection = 'connecting' | 'streaming' | 'polling' | 'failing' | 'logged-out';

/** The view that the page shows. While paused, `shown`, `samples` and `events` stand still; `overview` goes on. */
export interface LiveView {
  readonly overview: Overview | null;
  /** How far this machine's clock is ahead of the server's, ms: by the quickest of the last deliveries. */
  readonly clockOffsetMs: number;
  readonly shown: Overview | null;
  /** Since the page was loaded, but of the last 20 min at the most; oldest first. */
  readonly samples: readonly HistorySample[];
  /** Since the page was loaded, but the last 2,000 of a kind at the most. */
  readonly events: HistoryEvents;
  readonly connection: Connection;
  /** Ms by this machine's clock: nothing has been heard from the server since; null while it answers. */
  readonly silentSince: number | null;
  readonly paused: boolean;
  /** Samples that came while paused. */
  readonly newPoints: number;
  /** Rises where something was missed: read the history again. */
  readonly epoch: number;
}

const KEPT_MS = 20 * 60_000;
/** An overview that is older by more was not overtaken: the server's clock went back. */
const OVERTAKEN_MS = 60_000;
/** Deliveries whose quickest one sets the clocks against each other: one that was held up looks younger than it is. */
const COMPARED_DELIVERIES = 10;
/** Events of a kind: of half an hour and more, at one a second. */
const MAX_EVENTS = 2_000;

/** Takes what streams in and hands out one immutable view; renders follow its ticks, so about one a second. */
export class LiveStore {
  readonly ticker = new Ticker();
  private view: LiveView;
  private held: Pick<LiveView, 'samples' | 'events'> = { samples: [], events: NO_EVENTS };
  private heldSince: number | null = null;
  private clockOffsets: readonly number[] = [];
  private hidden = false;
  private readonly listeners = new Set<() => void>();

  constructor(initial: Overview | null) {
    this.view = {
      overview: initial,
      clockOffsetMs: initial === null ? 0 : Date.now() - initial.at,
      shown: initial,
      ...this.held,
      connection: 'connecting',
      silentSince: null,
      paused: false,
      newPoints: 0,
      epoch: 0,
    };
  }

  readonly read = (): LiveView => this.view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Ticks may overtake each other: one that was asked for comes before what the stream makes good. */
  push({ overview: received, samples, events, missed }: LiveTick): void {
    const known = this.view.overview;
    const isOvertaken = known !== null && received.at < known.at && known.at - received.at < OVERTAKEN_MS;
    const overview = isOvertaken ? known : received;
    const held = mergeSamples(this.held.samples, samples);
    const newPoints = this.view.newPoints + held.length - this.held.samples.length;
    const oldest = overview.at - KEPT_MS;
    this.held = {
      samples: held.filter(({ at }) => at >= oldest),
      events: mergeEvents(this.held.events, events, MAX_EVENTS),
    };
    const epoch = this.view.epoch + (missed ? 1 : 0);
    this.clockOffsets = [...this.clockOffsets, Date.now() - received.at].slice(-COMPARED_DELIVERIES);
    const clockOffsetMs = Math.min(...this.clockOffsets);
    const heard = { ...this.view, overview, clockOffsetMs, epoch, silentSince: null };
    this.view = this.view.paused
      ? { ...heard, newPoints }
      : { ...heard, newPoints: 0, ...this.held, shown: overview };
    this.notify();
  }

  setSilentSince(at: number): void {
    if (this.view.silentSince === at) return;
    this.view = { ...this.view, silentSince: at };
    this.notify();
  }

  setConnection(connection: Connection): void {
    if (connection === this.view.connection) return;
    this.view = { ...this.view, connection };
    this.notify();
  }

  setPaused(paused: boolean): void {
    const { overview, epoch } = this.view;
    // Held for longer than samples are kept here: the history has the rest.
    const outlasted = this.heldSince !== null && Date.now() - this.heldSince > KEPT_MS;
    this.heldSince = paused ? Date.now() : null;
    this.view = paused
      ? { ...this.view, paused, newPoints: 0 }
      : {
          ...this.view,
          ...this.held,
          shown: overview,
          paused,
          newPoints: 0,
          epoch: epoch + (outlasted ? 1 : 0),
        };
    this.notify();
  }

  /** A hidden page collects without rendering and shows everything when it returns. */
  setHidden(hidden: boolean): void {
    this.hidden = hidden;
    this.notify();
  }

  private notify(): void {
    if (!this.hidden) for (const listener of this.listeners) listener();
  }
}

/** By time, each once: a sample of a second never changes. */
function mergeSamples(
  held: readonly HistorySample[],
  samples: readonly HistorySample[],
): readonly HistorySample[] {
  const last = held.at(-1)?.at ?? 0;
  if (samples.every(({ at }) => at > last)) return [...held, ...samples];
  const byTime = new Map([...held, ...samples].map((sample) => [sample.at, sample]));
  return [...byTime.values()].sort((a, b) => a.at - b.at);
}
