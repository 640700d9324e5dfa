import type pg from 'pg';
import type { ColumnGroup } from '../../domain/tokenColumns.ts';
import type { DeadLetter } from '../../buffer/deadLetters.ts';
import type { GroupPromise, TokenPromises } from './Oracle.ts';
import { isExcused, type Span, type TailLoss } from './tailLoss.ts';

type RowValues = Readonly<Partial<Record<ColumnGroup, string | null>>>;

export interface FinalState {
  /** Per mint and group the value in all its columns, `torn` where they differ, null where none does. */
  readonly rows: ReadonlyMap<string, RowValues>;
  readonly letters: readonly DeadLetter[];
}

export interface Losses {
  readonly lost: readonly string[];
  readonly lostInWindow: number;
  readonly dead: number;
}

/** Compares what was promised with what is in PostgreSQL and in the dead letters, once nothing waits any more (I1). */
export function findLosses(
  promises: readonly TokenPromises[],
  { rows, letters }: FinalState,
  tailLosses: readonly TailLoss[],
): Losses {
  const lost: string[] = [];
  let lostInWindow = 0;
  let dead = 0;
  const died = indexLetters(letters);
  const miss = (span: Span, detail: string): void => {
    if (isExcused(span, tailLosses)) lostInWindow++;
    else lost.push(detail);
  };
  for (const { mint, row: rowSpan, groups } of promises) {
    const row = rows.get(mint);
    if (rowSpan !== null && row === undefined)
      miss(rowSpan, `${mint}: no row, though its create was acknowledged`);
    for (const [group, { promised, possible }] of groups) {
      const held = row?.[group] ?? null;
      if (promised === null || isKept({ promised, possible }, held)) continue;
      if ((died.get(`${mint} ${group}`) ?? -1) >= promised.order) dead++;
      else miss(promised, `${mint} ${group}: ${promised.value} was acknowledged, ${held} is there`);
    }
  }
  return { lost, lostInWindow, dead };
}

const isKept = ({ promised, possible }: GroupPromise, held: string | null): boolean =>
  held === promised?.value ||
  possible.some(({ order, value }) => order > (promised?.order ?? 0) && value === held);

/** The newest order of a token's group among the dead letters. */
function indexLetters(letters: readonly DeadLetter[]): Map<string, number> {
  const newest = new Map<string, number>();
  for (const { entry } of letters) {
    for (const { name, order } of entry.fields) {
      const key = `${entry.key} ${name}`;
      newest.set(key, Math.max(newest.get(key) ?? 0, order));
    }
  }
  return newest;
}

const READ_ROWS = `
select mint,
  case when market_cap_usd is null then null
    when market_cap_usd = price_usd and market_cap_usd = volume_24h and market_cap_usd = volume_24h_sol
      and market_cap_usd = price_change_24h and market_cap_usd = tx_count_24h then market_cap_usd::text
    else 'torn' end as market,
  case when pool_address is not distinct from pool_type then pool_address else 'torn' end as pool,
  holder_count::text as "holderCount",
  case when metadata->>'description' is not distinct from metadata->>'imageUrl' then metadata->>'description'
    else 'torn' end as metadata
from token_current where discovered_via = 'chaos'`;

export async function readRows(client: pg.Client): Promise<FinalState['rows']> {
  const result = await client.query<RowValues & { readonly mint: string }>(READ_ROWS);
  return new Map(result.rows.map((row) => [row.mint, row]));
}
