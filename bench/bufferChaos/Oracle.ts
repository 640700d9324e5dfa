import type { Random } from '../../scripts/verify/Random.ts';
import type { ChaosUpdate } from './messages.ts';
import { ROWS, TABLE_NAMES, type TableName } from './tables.ts';

type Row = Record<string, string | number>;

const START = Date.parse('2026-01-01T00:00:00Z');
const DAYS = 30;

/**
 * Makes the updates and knows what every row must hold once all of them are accepted. A row has one update under way at
 * a time, so that "the last" is known.
 */
export class Oracle {
  readonly rows = new Map<
    string,
    { readonly table: TableName; readonly number: number; readonly holds: Row }
  >();
  updates = 0;
  accepted = 0;
  private readonly random: Random;
  private readonly busy = new Set<string>();

  constructor(random: Random) {
    this.random = random;
  }

  /** The next updates, of rows that have none under way. */
  draw(count: number): ChaosUpdate[] {
    const drawn: ChaosUpdate[] = [];
    while (drawn.length < count) {
      const table = TABLE_NAMES[this.random.below(TABLE_NAMES.length)]!;
      const number = 1 + this.random.below(ROWS);
      const place = `${table} ${number}`;
      if (this.busy.has(place)) continue;
      this.busy.add(place);
      const known = this.rows.get(place) ?? { table, number, holds: {} };
      this.rows.set(place, known);
      const row = this.change(table, number, known.holds);
      drawn.push({ id: `${++this.updates} ${place}`, table, row });
    }
    return drawn;
  }

  /** Redis has it. */
  release({ id }: ChaosUpdate): void {
    this.accepted++;
    this.busy.delete(id.slice(id.indexOf(' ') + 1));
  }

  private change(table: TableName, number: number, holds: Row): Row {
    const order = this.random.below(1_000_000);
    const at = new Date(START + order * 1_000).toISOString();
    const amount = this.random.below(21) - 10;
    const later = (name: string): boolean => order >= Number(holds[name] ?? -1);
    if (table === 'page_view') {
      holds['views'] = Number(holds['views'] ?? 0) + amount;
      holds['tenths'] = Number(holds['tenths'] ?? 0) + amount;
      if (later('order')) holds['order'] = order;
      const seconds = `${amount < 0 ? '-' : ''}${Math.trunc(Math.abs(amount) / 10)}.${Math.abs(amount) % 10}`;
      return { ...pageKey(number), views: amount, seconds, last_seen: at };
    }
    if (table === 'product') {
      holds['stock'] = Number(holds['stock'] ?? 0) + amount;
      holds['price'] = order;
      return { id: number, stock: amount, price: String(order) };
    }
    holds['state'] = `s${this.updates}`;
    // Two of one order: the later one stays.
    if (later('order')) Object.assign(holds, { order, battery: amount });
    return { id: number, last_seen: at, state: holds['state'], battery: amount, measured_at: at };
  }
}

export const pageKey = (number: number): { readonly day: string; readonly page: string } => ({
  day: new Date(START + (number % DAYS) * 86_400_000).toISOString().slice(0, 10),
  page: `/${number}`,
});

/** As the tables hold it, in the oracle's words: numbers as text. */
export const FINAL_ROWS = `
  select 'page_view ' || substr(page, 2) as place, jsonb_build_object('views', views, 'tenths', (seconds * 10)::bigint,
    'order', extract(epoch from last_seen)::bigint - ${START / 1_000}) as holds from page_view
  union all select 'product ' || id, jsonb_build_object('stock', stock, 'price', price::bigint) from product where price is not null
  union all select 'device ' || id, jsonb_build_object('state', state, 'battery', battery,
    'order', extract(epoch from measured_at)::bigint - ${START / 1_000}) from device where state is not null`;
