import type { Logger } from 'pino';
import { abortableDelay } from '../../machine/abortableDelay.ts';
import type { Part } from '../types.ts';

const LOOK_EVERY_MS = 1_000;
/** A server that is frozen or cut off closes nothing: without an answer for 2 s it counts as away. */
const ANSWER_WITHIN_MS = 2_000;

export const WATCHED_SERVERS = ['postgres', 'redis'] as const;
export type WatchedServer = (typeof WATCHED_SERVERS)[number];

export interface ServerWatchOptions {
  readonly pings: Readonly<Record<WatchedServer, () => Promise<unknown>>>;
  readonly record: (server: WatchedServer, isUp: boolean) => void;
  readonly logger: Logger;
}

/** The worker's conduct while a server is away; said in the log and by /readyz. */
const MEANWHILE: Readonly<Record<WatchedServer, string>> = {
  postgres: 'the buffer keeps updates until it does, new rows wait in their queue',
  redis: 'new rows still reach PostgreSQL, updates wait at their source',
};
const NAMES: Readonly<Record<WatchedServer, string>> = { postgres: 'PostgreSQL', redis: 'Redis' };

/** Asks both servers each second, so that an outage is known at once, whoever wants to know it. */
export class ServerWatch implements Part {
  private readonly options: ServerWatchOptions;
  private readonly stopping = new AbortController();
  /** Since when each has been away, by performance.now(); null: it answers. */
  private readonly awaySince: Record<WatchedServer, number | null> = { postgres: null, redis: null };
  private loops: Promise<unknown> = Promise.resolve();

  constructor(options: ServerWatchOptions) {
    this.options = options;
  }

  async start(): Promise<void> {
    await Promise.all(WATCHED_SERVERS.map((server) => this.look(server)));
    this.loops = Promise.all(WATCHED_SERVERS.map((server) => this.follow(server)));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loops;
  }

  answers(server: WatchedServer): boolean {
    return this.awaySince[server] === null;
  }

  /** In words, without addresses. */
  describe(server: WatchedServer): string {
    return this.answers(server) ? 'answers' : `does not answer: ${MEANWHILE[server]}`;
  }

  private async follow(server: WatchedServer): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await abortableDelay(LOOK_EVERY_MS, signal);
      if (!signal.aborted) await this.look(server);
    }
  }

  private async look(server: WatchedServer): Promise<void> {
    const isUp = await answersInTime(this.options.pings[server], this.stopping.signal);
    if (this.stopping.signal.aborted) return;
    this.options.record(server, isUp);
    const since = this.awaySince[server];
    if (isUp === (since === null)) return;
    this.awaySince[server] = isUp ? null : performance.now();
    const { logger } = this.options;
    if (isUp) {
      const seconds = Math.round((performance.now() - since!) / 100) / 10;
      logger.info({ server, seconds }, `${NAMES[server]} answers again`);
    } else logger.warn({ server }, `${NAMES[server]} ${this.describe(server)}`);
  }
}

async function answersInTime(ping: () => Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  const late = abortableDelay(ANSWER_WITHIN_MS, signal).then(() => false);
  const answer = ping().then(
    () => true,
    () => false,
  );
  return Promise.race([answer, late]);
}
