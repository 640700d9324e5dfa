import { abortableDelay } from '../../machine/abortableDelay.ts';
import type { DiscoveryEvent, MarketUpdate, Source, SourceSink } from '../types.ts';
import { type Recorded, readRecording } from './recordings.ts';

const BATCH = 500;

export interface ReplayOptions {
  /** `-` for standard input. */
  readonly file: string;
  readonly timeScale: number;
  /** As fast as the sink accepts, instead of at the recorded pace. */
  readonly fast: boolean;
}

/** Replays a recording once, in its order; what comes within the same moment is handed over together. */
export class ReplaySource implements Source {
  readonly name = 'replay';
  readonly finished: Promise<void>;
  private readonly options: ReplayOptions;
  private readonly stopping = new AbortController();
  private settle!: { resolve: () => void; reject: (error: unknown) => void };
  private playing: Promise<void> = Promise.resolve();

  constructor(options: ReplayOptions) {
    this.options = options;
    this.finished = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    this.finished.catch(() => undefined);
  }

  /** @throws RecordingError when the file cannot be read or is in no known format. */
  async start(sink: SourceSink): Promise<void> {
    const recording = readRecording(this.options.file);
    const first = await recording.next();
    this.playing = this.play(first, recording, sink).then(this.settle.resolve, (error: unknown) => {
      // A sink that made it wait gives up when the worker stops.
      if (this.stopping.signal.aborted) this.settle.resolve();
      else this.settle.reject(error);
    });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    // Standard input may never end; the process does.
    if (this.options.file !== '-') await this.playing;
  }

  private async play(
    first: IteratorResult<Recorded>,
    recording: AsyncGenerator<Recorded>,
    sink: SourceSink,
  ): Promise<void> {
    const pace = createPace(this.options.timeScale, this.stopping.signal);
    let batch: Recorded[] = [];
    let failure: { readonly error: unknown } | null = null;
    // The rows that were read before an error are delivered first.
    const readNext = async (): Promise<IteratorResult<Recorded>> => {
      try {
        return await recording.next();
      } catch (error: unknown) {
        failure = { error };
        return { done: true, value: undefined };
      }
    };
    for (let next = first; !next.done && !this.stopping.signal.aborted; next = await readNext()) {
      const item = next.value;
      const isDue = this.options.fast || pace.isDue(item.at);
      if (batch.length === BATCH || !isDue) {
        await deliver(batch, sink);
        batch = [];
      }
      if (!isDue) await pace.wait(item.at);
      if (this.stopping.signal.aborted) return;
      batch.push(item);
    }
    await deliver(batch, sink);
    if (failure !== null) throw (failure as { readonly error: unknown }).error;
  }
}

/** Maps recorded to wall time. The clock starts at the first time that a recording shows. */
function createPace(timeScale: number, signal: AbortSignal) {
  let recordedStart: number | null = null;
  const startedAt = performance.now();
  const waitMs = (at: number | null): number => {
    if (at === null) return 0;
    recordedStart ??= at;
    return (at - recordedStart) / timeScale - (performance.now() - startedAt);
  };
  return {
    isDue: (at: number | null) => waitMs(at) <= 0,
    wait: async (at: number | null) => {
      await abortableDelay(Math.max(0, waitMs(at)), signal);
    },
  };
}

async function deliver(batch: readonly Recorded[], sink: SourceSink): Promise<void> {
  let events: DiscoveryEvent[] = [];
  let market: MarketUpdate[] = [];
  const flush = async (): Promise<void> => {
    if (events.length > 0) await sink.acceptEvents(events);
    if (market.length > 0) await sink.acceptMarket(market);
    events = [];
    market = [];
  };
  for (const item of batch) {
    if ('market' in item) {
      if (events.length > 0) await flush();
      market.push(item.market);
    } else if (item.result.kind === 'event') {
      if (market.length > 0) await flush();
      events.push(item.result.event);
    } else if (item.result.kind === 'quiet') sink.countQuiet(item.result.quiet);
    else sink.countRejected(item.result.reason, item.sample);
  }
  await flush();
}
