import type pg from 'pg';
import { readSqlState } from '../../db/sqlState.ts';
import type { HotAnswer } from '../../domain/hot.ts';
import { abortableDelay } from '../../machine/abortableDelay.ts';
import { readHotReport } from '../../observer/readHotReport.ts';

const EVERY_MS = 60_000;
/** Reading takes at most this share of the time. */
const SHARE = 1 / 200;

export interface HotWatchOptions {
  /** Opens a connection of its own, so that checkpoints are polled meanwhile. It is only ever read through. */
  readonly connect: () => Promise<pg.Client>;
  readonly write: (answer: HotAnswer) => Promise<void>;
}

/** Reads now and then what keeps the updates of a watched server from being HOT. */
export class HotWatch {
  private readonly options: HotWatchOptions;
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();

  constructor(options: HotWatchOptions) {
    this.options = options;
  }

  async start(): Promise<void> {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const startedAt = performance.now();
      const answer = await this.read();
      // Redis may not answer until it is closed.
      void this.options.write(answer).catch(() => undefined);
      await abortableDelay(Math.max(EVERY_MS, (performance.now() - startedAt) / SHARE), signal);
    }
  }

  private async read(): Promise<HotAnswer> {
    const { signal } = this.stopping;
    let client: pg.Client | null = null;
    // Under a query it breaks the connection: a server that is frozen must not hold what stops after this.
    const giveUp = (): void => void client?.end().catch(() => undefined);
    try {
      client = await this.options.connect();
      signal.addEventListener('abort', giveUp);
      return await readHotReport(client);
    } catch (error: unknown) {
      const code = readSqlState(error) ?? (error as NodeJS.ErrnoException).code ?? 'no answer';
      return { at: Date.now(), problem: `PostgreSQL could not be asked (${code}): it is tried again` };
    } finally {
      signal.removeEventListener('abort', giveUp);
      await client?.end().catch(() => undefined);
    }
  }
}
