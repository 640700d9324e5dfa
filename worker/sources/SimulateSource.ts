import { setTimeout as delay } from 'node:timers/promises';
import type { TokenMetadata } from '../../db/tokenColumns.ts';
import type { DiscoveryEvent, MarketUpdate, Source, SourceSink } from '../types.ts';
import type { Preset } from './presets.ts';
import type { Simulation } from './simulation.ts';

const HOUR_MS = 3_600_000;
const TICK_MS = 100;
/** After a pause (a suspended laptop, an outage) the time goes on; it is not made up for in a burst. */
const LONGEST_TICK_MS = 1_000;

interface Stream {
  readonly progressKey: string;
  readonly perHour: number;
  readonly createEvent: (n: number, now: string) => DiscoveryEvent;
}

/** Emits the simulation's launches, pools and migrations by the workload clock; prices are polled from it. */
export class SimulateSource implements Source {
  readonly name = 'simulate';
  /** A simulation has no end. */
  readonly finished = new Promise<void>(() => undefined);
  private readonly simulation: Simulation;
  private readonly timeScale: number;
  private readonly streams: readonly Stream[];
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();

  constructor(simulation: Simulation, preset: Preset, timeScale: number) {
    this.simulation = simulation;
    this.timeScale = timeScale;
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
    const now = new Date().toISOString();
    return mints.map((mint) => this.simulation.marketUpdate(mint, run, now));
  }

  async readHolderCounts(mints: readonly string[], run: number): Promise<ReadonlyMap<string, number>> {
    return new Map(mints.map((mint) => [mint, this.simulation.holderCount(mint, run)]));
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
      workloadMs += Math.min(LONGEST_TICK_MS, now - last) * this.timeScale;
      last = now;
      await this.emitDue(sink, emitted, Math.round(workloadMs)).catch((error: unknown) => {
        // The sink waits for as long as the worker runs: it only gives up when the worker stops.
        if (!signal.aborted) throw error;
      });
    }
  }

  /** The n-th event of a stream is due at n intervals: evenly spaced, so that a rate holds over any hour. */
  private async emitDue(sink: SourceSink, emitted: Map<string, number>, workloadMs: number): Promise<void> {
    const now = new Date().toISOString();
    const events: DiscoveryEvent[] = [];
    for (const { progressKey, perHour, createEvent } of this.streams) {
      const due = Math.floor((workloadMs * perHour) / HOUR_MS);
      for (let n = emitted.get(progressKey)!; n < due; n++) events.push(createEvent(n, now));
      emitted.set(progressKey, Math.max(due, emitted.get(progressKey)!));
    }
    if (events.length === 0) return;
    await sink.acceptEvents(events);
    await sink.saveProgress({ ...Object.fromEntries(emitted), workloadMs });
  }
}
