import pg from 'pg';
import { abortableDelay } from '../../../machine/abortableDelay.ts';
import type { Random } from '../Random.ts';

export const CLIENTS = 8;
const PAUSE_MS = 100;
/** Rows of a transaction. */
export const USUAL_ROWS = 20;

/** Pages of table `hot`, one row each: all clients together change this number of them. */
export const HOT_PAGES = 8_000;
export const FEW_PAGES = 200;

/** Eight clients that each change rows of their own ten times a second, if the server lets them. */
export class ForeignLoad {
  /** Of the table, from its beginning. */
  pages = FEW_PAGES;
  rows = USUAL_ROWS;
  private readonly stopping = new AbortController();
  private readonly clients: pg.Client[] = [];
  private loops: Promise<unknown> = Promise.resolve();
  private readonly random: Random;
  private readonly url: string;

  constructor(url: string, random: Random) {
    this.url = url;
    this.random = random;
  }

  async start(): Promise<void> {
    for (let i = 0; i < CLIENTS; i++) {
      const client = new pg.Client({ connectionString: this.url, application_name: 'foreign load' });
      await client.connect();
      this.clients.push(client);
    }
    this.loops = Promise.all(this.clients.map((client, own) => this.run(client, own)));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loops;
    await Promise.all(this.clients.map((client) => client.end()));
  }

  private async run(client: pg.Client, own: number): Promise<void> {
    const { signal } = this.stopping;
    await abortableDelay((own * PAUSE_MS) / CLIENTS, signal);
    while (!signal.aborted) {
      const startedAt = performance.now();
      await client.query('update hot set n = n + 1 where id = any($1)', [this.drawRows(own)]);
      await abortableDelay(Math.max(1, PAUSE_MS - (performance.now() - startedAt)), signal);
    }
  }

  /** Of this client only: no two wait for each other. */
  private drawRows(own: number): number[] {
    const each = Math.floor(this.pages / CLIENTS);
    return Array.from({ length: this.rows }, () => this.random.below(each) * CLIENTS + own);
  }
}
