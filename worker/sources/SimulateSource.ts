import { setTimeout as delay } from 'node:timers/promises';
import type { TokenMetadata } from '../../domain/tokenColumns.ts';
import {
  type DiscoveryEvent,
  type MarketUpdate,
  SCORE_INTERVAL_MS,
  type Source,
  type SourceSink,
} from '../types.ts';
import type { Preset } from '../../domain/presets.ts';
import type { Simulation } from './simulation.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const TICK_MS = 100;
const CALENDAR_START = Date.UTC(2026, 0, 1);
/** After a pause (a suspended laptop, an outage) the time goes on; it is not made up for in a burst. */
const MAX_TICK_MS = 1_000;

interface Stream {
  readonly progressKey: string;
  readonly perHour: number;
  readonly createEvent: (n: number, now: string) => DiscoveryEvent;
}

export interface SimulateOptions {
  readonly simulation: Simulation;
  readonly preset: Preset;
  readonly timeScale: number;
  /** Undefined: it has no end. */
  readonly workloadMinutes: number | undefined;
}

/** Where a simulation ends. Events, market polls and holder counts up to there are the same in every run. */
interface End {
  readonly workloadMs: number;
  readonly marketRuns: number;
  readonly holderRuns: number;
}

/** Emits the simulation's launches, pools and migrations by the workload clock; prices are polled from it. */
export class SimulateSource implements Source {
  readonly name = 'simulate';
  readonly finished: Promise<void>;
  private finish: () => void = () => undefined;
  /** The streams that have not come to their end yet. */
  private readonly open = new Set(['events', 'market', 'holders']);
  private readonly simulation: Simulation;
  private readonly timeScale: number;
  private readonly end: End | null;
  private readonly streams: readonly Stream[];
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();

  constructor({ simulation, preset, timeScale, workloadMinutes }: SimulateOptions) {
    this.simulation = simulation;
    this.timeScale = timeScale;
    this.end = workloadMinutes === undefined ? null : planEnd(workloadMinutes * MINUTE_MS, preset);
    this.finished = new Promise((resolve) => (this.finish = resolve));
    this.streams = [
      {
        progressKey: 'launches',
        perHour: preset.launchesPerHour,
        createEvent: (n, now) => simulation.launch(n, now),
      },
      {
        progressKey: 'pools',
        perHour: preset.poolsPerHour,
        createEvent: (n, now) => simulation.pool(n, now),
      },
      {
        progressKey: 'migrations',
        perHour: preset.migrationsPerHour,
        createEvent: (n, now) => simulation.migration(n, now),
      },
    ];
  }

  async start(sink: SourceSink): Promise<void> {
    const progress = await sink.readProgress();
    this.loop = this.run(sink, progress);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  async readMarketUpdates(mints: readonly string[], run: number): Promise<readonly MarketUpdate[]> {
    if (this.end !== null && run >= this.end.marketRuns) {
      this.close('market');
      return [];
    }
    const now = new Date().toISOString();
    // Run 0 of the world is what the table was loaded with.
    return mints.map((mint) => this.simulation.marketUpdate(mint, run + 1, now));
  }

  async readHolderCounts(mints: readonly string[], run: number): Promise<ReadonlyMap<string, number>> {
    if (this.end !== null && run >= this.end.holderRuns - 1) this.close('holders');
    if (this.end !== null && run >= this.end.holderRuns) return new Map();
    return new Map(mints.map((mint) => [mint, this.simulation.holderCount(mint, run + 1)]));
  }

  async readMetadata(mint: string): Promise<TokenMetadata> {
    return this.simulation.metadata(mint);
  }

  private async run(sink: SourceSink, progress: Readonly<Record<string, number>>): Promise<void> {
    const { signal } = this.stopping;
    const emitted = new Map(this.streams.map(({ progressKey }) => [progressKey, progress[progressKey] ?? 0]));
    let workloadMs = progress['workloadMs'] ?? 0;
    for (let last = performance.now(); !signal.aborted;) {
      await delay(TICK_MS, undefined, { signal }).catch(() => undefined);
      const now = performance.now();
      workloadMs += Math.min(MAX_TICK_MS, now - last) * this.timeScale;
      if (this.end !== null) workloadMs = Math.min(workloadMs, this.end.workloadMs);
      last = now;
      await this.emitDue(sink, emitted, Math.round(workloadMs)).catch((error: unknown) => {
        // The sink waits for as long as the worker runs: it only gives up when the worker stops.
        if (!signal.aborted) throw error;
      });
      if (workloadMs === this.end?.workloadMs) return this.close('events');
    }
  }

  private close(part: string): void {
    this.open.delete(part);
    if (this.open.size === 0) this.finish();
  }

  /** The n-th event of a stream is due at n intervals: evenly spaced, so that a rate holds over any hour. */
  private async emitDue(sink: SourceSink, emitted: Map<string, number>, workloadMs: number): Promise<void> {
    const events: DiscoveryEvent[] = [];
    for (const { progressKey, perHour, createEvent } of this.streams) {
      const due = Math.floor((workloadMs * perHour) / HOUR_MS);
      for (let n = emitted.get(progressKey)!; n < due; n++)
        events.push(createEvent(n, this.dateOf(n, perHour)));
      emitted.set(progressKey, Math.max(due, emitted.get(progressKey)!));
    }
    if (events.length === 0) return;
    await sink.acceptEvents(events);
    await sink.saveProgress({ ...Object.fromEntries(emitted), workloadMs });
  }

  /** Now; where runs are to be compared, the moment at which an event is due by the simulation's own calendar. */
  private dateOf(n: number, perHour: number): string {
    return new Date(this.end === null ? Date.now() : CALENDAR_START + (n * HOUR_MS) / perHour).toISOString();
  }
}

function planEnd(workloadMs: number, preset: Preset): End {
  return {
    workloadMs,
    marketRuns: Math.floor(workloadMs / preset.marketIntervalMs),
    holderRuns: Math.max(1, Math.floor(workloadMs / SCORE_INTERVAL_MS)),
  };
}
