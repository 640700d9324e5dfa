import type { Ledger } from './ledger.ts';

/** The part of prom-client's Registry that is used here: no version of prom-client is needed. */
export interface MetricRegistry {
  registerMetric(metric: object): void;
}

/** One table of a buffer that is scraped. */
export interface Scraped {
  readonly buffer: string;
  readonly table: string;
  readonly readLedger: () => Promise<Ledger>;
}

const FAMILIES = [
  ['entries', 'gauge', 'Rows with updates that wait for a flush.', ({ pending }: Ledger) => pending],
  [
    'oldest_entry_timestamp_seconds',
    'gauge',
    'When the oldest waiting row became dirty; 0 if none waits.',
    ({ oldestDirtyAt }: Ledger) => (oldestDirtyAt ?? 0) / 1e6,
  ],
  [
    'parked_entries',
    'gauge',
    'Rows that are missing in the table; tried again.',
    ({ parked }: Ledger) => parked,
  ],
  [
    'dead_entries',
    'gauge',
    'Rows that PostgreSQL refused, kept with their reason.',
    ({ dead }: Ledger) => dead,
  ],
  [
    'ledger_imbalance',
    'gauge',
    'Accepted updates that cannot be accounted for; anything but 0 is a loss.',
    ({ imbalance }: Ledger) => imbalance,
  ],
  [
    'updates_total',
    'counter',
    'Updates that were accepted, by all processes.',
    ({ accepted }: Ledger) => accepted,
  ],
  [
    'coalesced_updates_total',
    'counter',
    'Updates merged into a row that already waited.',
    ({ merged }: Ledger) => merged,
  ],
] as const;
/** A scrape waits no longer for a Redis that hangs: what it does not say is left out. */
const PATIENCE_MS = 2_000;
/** All metrics of one scrape read each ledger once. */
const SHARED_MS = 250;

/** The tables of one registry; its metrics are registered with the first one. */
class Scrape {
  private readonly tables = new Set<Scraped>();
  private last: {
    readonly at: number;
    readonly ledgers: Promise<readonly (readonly [Scraped, Ledger])[]>;
  } | null = null;

  add(table: Scraped): () => void {
    this.tables.add(table);
    return () => this.tables.delete(table);
  }

  read(): Promise<readonly (readonly [Scraped, Ledger])[]> {
    const now = performance.now();
    if (this.last === null || now - this.last.at > SHARED_MS)
      this.last = { at: now, ledgers: this.readAll() };
    return this.last.ledgers;
  }

  private async readAll(): Promise<readonly (readonly [Scraped, Ledger])[]> {
    const read = async (table: Scraped) => {
      const ledger = await withinPatience(table.readLedger());
      return ledger === null ? [] : [[table, ledger] as const];
    };
    return (await Promise.all(Array.from(this.tables, read))).flat();
  }
}

const scrapes = new WeakMap<MetricRegistry, Scrape>();

/**
 * Shows tables as `breakwater_buffer_*{buffer,table}` in a registry of prom-client's. A table whose ledger cannot be read has
 * no sample in that scrape. Returns what takes them out again.
 */
export function registerMetrics(registry: MetricRegistry, tables: readonly Scraped[]): () => void {
  let scrape = scrapes.get(registry);
  if (scrape === undefined) {
    scrape = new Scrape();
    for (const family of FAMILIES) registry.registerMetric(createMetric(scrape, family));
    scrapes.set(registry, scrape);
  }
  const removals = tables.map((table) => scrape.add(table));
  return () => {
    for (const remove of removals) remove();
  };
}

function createMetric(scrape: Scrape, [name, type, help, valueOf]: (typeof FAMILIES)[number]) {
  return {
    // prom-client takes `_total` off here where it writes OpenMetrics.
    name: `breakwater_buffer_${name}`,
    type,
    help,
    aggregator: 'max',
    reset: (): void => undefined,
    async get() {
      const values = (await scrape.read()).map(([{ buffer, table }, ledger]) => ({
        value: valueOf(ledger),
        labels: { buffer, table },
      }));
      return { name: this.name, help, type, aggregator: this.aggregator, values };
    },
  };
}

/** Null where it fails or takes too long. */
async function withinPatience<T>(work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
