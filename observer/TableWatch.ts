import type pg from 'pg';
import { readTableHeat, type TableHeat } from './statements/readTableHeat.ts';

const TABLES = 5;
const READ_EVERY_MS = 30_000;

/** How the most updated tables are updated, read now and then over the observer's connection. */
export class TableWatch {
  private client: pg.Client | null = null;
  private known: readonly TableHeat[] = [];
  private readAt = -Infinity;

  use(client: pg.Client): void {
    this.client = client;
    this.readAt = -Infinity;
  }

  /** Cumulative since the server's statistics were reset. */
  get heat(): readonly TableHeat[] {
    if (performance.now() - this.readAt > READ_EVERY_MS) void this.read();
    return this.known;
  }

  /** A lost connection leaves what was known. */
  async read(): Promise<void> {
    this.readAt = performance.now();
    if (this.client === null) return;
    this.known = await readTableHeat(this.client, TABLES).catch(() => this.known);
  }
}
