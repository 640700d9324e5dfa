import type { ObservedCheckpoint } from '../../domain/checkpoints.ts';
import type { ObserverView } from '../../domain/observerView.ts';
import { abortableDelay } from '../../machine/abortableDelay.ts';
import type { History } from '../../redis/history.ts';
import type { Part } from '../types.ts';
import { AlertWatch, type AlertWatchOptions } from './AlertWatch.ts';
import { judgePipeline } from './judgePipeline.ts';
import { judgeServer } from './judgeServer.ts';
import type { PipelineMeter } from './PipelineMeter.ts';
import { WalMeter } from './WalMeter.ts';

const EVERY_MS = 5_000;
/** Another worker takes over when the one that judges has said nothing for this time. */
const LEAD_MS = 20_000;
/** More than come in the window of the alerts. */
const CHECKPOINTS = 200;

export interface AlertLoopOptions extends Omit<AlertWatchOptions, 'stopping'> {
  /** Of several workers on one Redis one judges: their names differ. */
  readonly worker: string;
  readonly readView: () => ObserverView;
  /** Null before it is known of which server. */
  readonly findHistory: () => History | null;
  /** Absent where the server is only watched. */
  readonly pipeline?: PipelineMeter;
}

/** Judges the alerts of one server every five seconds, by the observer and the history, and posts what changes. */
export class AlertLoop implements Part {
  private readonly options: AlertLoopOptions;
  private readonly watch: AlertWatch;
  private readonly meter = new WalMeter();
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();

  constructor(options: AlertLoopOptions) {
    this.options = options;
    this.watch = new AlertWatch({ ...options, stopping: this.stopping.signal });
  }

  async start(): Promise<void> {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await this.watch.stop();
    await this.release().catch(() => undefined);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.look();
      await abortableDelay(EVERY_MS, signal);
    }
  }

  private async look(): Promise<void> {
    const { readView, pipeline, logger } = this.options;
    try {
      if (!(await this.leads())) return;
      const view = readView();
      const checkpoints = await this.readCheckpoints();
      const rates = this.meter.add(view.status.connected ? view.sample : null);
      const now = Date.now();
      await this.watch.see(judgeServer({ now, view, checkpoints, rates }), now);
      if (pipeline !== undefined) await this.watch.see(judgePipeline(await pipeline.read(now)), now);
    } catch (error: unknown) {
      logger.debug({ err: error }, 'Alerts not judged');
    }
  }

  private async leads(): Promise<boolean> {
    const { redis, worker } = this.options;
    if ((await redis.set(this.leadKey, worker, 'PX', LEAD_MS, 'NX')) !== null) {
      // Another worker may have posted since: Redis has its state.
      this.watch.forget();
      return true;
    }
    if ((await redis.get(this.leadKey)) !== worker) return false;
    await redis.pexpire(this.leadKey, LEAD_MS);
    return true;
  }

  private async release(): Promise<void> {
    const { redis, worker } = this.options;
    if ((await redis.get(this.leadKey)) === worker) await redis.del(this.leadKey);
  }

  private get leadKey(): string {
    return `${this.options.key}:lead`;
  }

  /** Newest last, those of earlier runs among them. */
  private async readCheckpoints(): Promise<readonly ObservedCheckpoint[] | null> {
    const history = this.options.findHistory();
    if (history === null) return null;
    const range = { from: 0, to: Date.now(), limit: CHECKPOINTS };
    const events = await history.readEvents<ObservedCheckpoint>('checkpoints', range);
    return events.map(({ value }) => value).toReversed();
  }
}
