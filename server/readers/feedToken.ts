import { type PriceRow, readPrices } from '../../db/statements/readPrices.ts';
import { readTokenRows } from '../../db/statements/readTokens.ts';
import { fromPostgres } from '../unavailable.ts';
import type { PipelineServices } from '../services.ts';
import type { FeedToken, PricePoint } from '../types.ts';
import { toFeedToken } from './feed.ts';

const MAX_POINTS = 500;
const MINUTE_MS = 60_000;
/** Prices have an index only on time: the newest minutes first, further back only where that is soon done. */
const WINDOWS_MS = [10 * MINUTE_MS, 60 * MINUTE_MS, 6 * 60 * MINUTE_MS, 24 * 60 * MINUTE_MS];
const PATIENCE_MS = 1_000;

/** One token and its newest prices, oldest first: of the last 24 h, or of as much of it as a second can read. */
export async function readFeedToken(
  services: PipelineServices,
  mint: string,
): Promise<{ readonly token: FeedToken | null; readonly prices: readonly PricePoint[] }> {
  const [[token = null], prices] = await Promise.all([
    readFeedTokens(services, [mint]),
    readNewestPrices(services, mint),
  ]);
  return { token, prices: prices.toReversed() };
}

/** These tokens as they are now, in no order; those without a row are left out. */
export async function readFeedTokens(
  services: PipelineServices,
  mints: readonly string[],
): Promise<FeedToken[]> {
  // Entries first: what is flushed in between is then found in the row.
  const { entries } = await services.entries.read(mints);
  const rows = await fromPostgres(readTokenRows(services.pool, mints));
  return rows.map((row) => toFeedToken(row, entries.get(row.mint)));
}

async function readNewestPrices({ pool }: PipelineServices, mint: string): Promise<PriceRow[]> {
  const startedAt = performance.now();
  let prices: PriceRow[] = [];
  for (const [i, windowMs] of WINDOWS_MS.entries()) {
    const askedAt = performance.now();
    const range = { mint, since: Date.now() - windowMs, limit: MAX_POINTS };
    prices = await fromPostgres(readPrices(pool, range));
    const next = WINDOWS_MS[i + 1];
    if (prices.length >= MAX_POINTS || next === undefined) break;
    // The next window takes longer in proportion.
    const expectedMs = ((performance.now() - askedAt) * next) / windowMs;
    if (performance.now() - startedAt + expectedMs > PATIENCE_MS) break;
  }
  return prices;
}
