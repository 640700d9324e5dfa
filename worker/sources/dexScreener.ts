import { z } from 'zod';
import type { MarketUpdate } from '../types.ts';
import { isPlausibleTime, toAmount, toDecimal } from './text.ts';
import { cleanText } from '../../domain/printable.ts';
import { mintSchema } from './frames.ts';
import { BodyTooLargeError, readBody } from './readBody.ts';

const SOL_MINT = 'So11111111111111111111111111111111111111112';
/** The most buys or sells: their sum is still exact. */
const MAX_COUNT = 2 ** 51;
const MINTS_PER_REQUEST = 30;
const TIMEOUT_MS = 10_000;
/** 30 tokens with 30 pairs each take about 1 MB. */
const MAX_BODY_BYTES = 8 * 1024 ** 2;

/** Where a token is traded on its launch curve; everywhere else it has moved to a venue. */
const LAUNCH_CURVES: ReadonlySet<string> = new Set([
  'boopfun',
  'launchlab',
  'meteoradbc',
  'moonit',
  'moonshot',
  'pumpfun',
]);

/** The fields that a pair cannot be without. */
const pairSchema = z.object({
  dexId: z.string().min(1).max(64),
  baseToken: z.object({ address: mintSchema }),
});

interface Pair {
  readonly mint: string;
  readonly liquidity: number;
  readonly update: MarketUpdate;
}

/**
 * A response of `/latest/dex/tokens/…`: rows are per pair; per token the one with the most liquidity counts. A field that
 * is not as it should be is null and reported to `onOdd`; the pair stays.
 */
export function parseTokenPairs(
  body: unknown,
  observedAt: string,
  onOdd: (field: string, value: unknown) => void = () => undefined,
): MarketUpdate[] {
  const pairs = (body as { pairs?: unknown } | null)?.pairs;
  if (!Array.isArray(pairs)) return [];
  const best = new Map<string, Pair>();
  for (const candidate of pairs) {
    if (!pairSchema.safeParse(candidate).success) continue;
    const pair = readPair(candidate as object, observedAt, onOdd);
    const held = best.get(pair.mint);
    if (held === undefined || pair.liquidity > held.liquidity) best.set(pair.mint, pair);
  }
  return [...best.values()].map(({ update }) => update);
}

function readPair(pair: object, observedAt: string, onOdd: (field: string, value: unknown) => void): Pair {
  /** Null where the field is absent, and where it is odd. */
  const read = <T>(path: string, accept: (value: unknown) => T | null): T | null => {
    const value = path
      .split('.')
      .reduce<unknown>((at, name) => (at as Record<string, unknown> | null | undefined)?.[name], pair);
    if (value == null) return null;
    const accepted = accept(value);
    if (accepted === null) onOdd(path, value);
    return accepted;
  };
  const mint = read('baseToken.address', toText(128))!;
  const dexId = read('dexId', toText(64))!;
  const priceUsd = read('priceUsd', toAmount);
  const volume24h = read('volume.h24', toAmount);
  const [buys, sells] = [read('txns.h24.buys', toCount), read('txns.h24.sells', toCount)];
  const [marketCap, fdv] = [read('marketCap', toAmount), read('fdv', toAmount)];
  const price = {
    usd: priceUsd,
    native: read('priceNative', toAmount),
    isInSol: read('quoteToken.address', toText(128)) === SOL_MINT,
  };
  const update: MarketUpdate = {
    mint,
    status: LAUNCH_CURVES.has(dexId.toLowerCase()) ? 'active' : 'migrated',
    market: {
      marketCapUsd: marketCap ?? fdv,
      priceUsd,
      volume24h,
      volume24hSol: toSol(price, volume24h),
      priceChange24h: read('priceChange.h24', toDecimal),
      txCount24h: buys === null || sells === null ? null : buys + sells,
    },
    pool: {
      poolAddress: read('pairAddress', toText(128)),
      poolType: dexId,
      poolCreatedAt: read('pairCreatedAt', toIso),
    },
    observedAt,
    discoveredVia: 'dexscreener',
    symbol: read('baseToken.symbol', toCleanText(64)),
    name: read('baseToken.name', toCleanText(256)),
  };
  return { mint, liquidity: read('liquidity.usd', toQuantity) ?? 0, update };
}

const toText =
  (most: number) =>
  (value: unknown): string | null =>
    typeof value === 'string' && value.length <= most ? value : null;
const toCleanText =
  (most: number) =>
  (value: unknown): string | null =>
    typeof value === 'string' ? cleanText(value, most) : null;
const toQuantity = (value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : null;
const toCount = (value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && value <= MAX_COUNT ? Math.round(value) : null;
const toIso = (value: unknown): string | null =>
  typeof value === 'number' && isPlausibleTime(value) ? new Date(value).toISOString() : null;

/** Known only where the pair is quoted in SOL. */
function toSol(
  price: { readonly usd: string | null; readonly native: string | null; readonly isInSol: boolean },
  volumeUsd: string | null,
): string | null {
  const [native, usd] = [Number(price.native), Number(price.usd)];
  if (!price.isInSol || volumeUsd === null || !(native > 0) || !(usd > 0)) return null;
  return toAmount((Number(volumeUsd) * native) / usd);
}

export interface DexScreenerOptions {
  readonly baseUrl: string;
  /** Called for a chunk that brought nothing; its tokens are polled again next time. */
  readonly onFailure: (reason: string) => void;
  /** Called for a field that was taken for unknown. */
  readonly onOdd?: (field: string, value: unknown) => void;
}

/** Polls market data, 30 tokens a request, one request at a time. A chunk that fails is left out. */
export async function readDexScreener(
  mints: readonly string[],
  { baseUrl, onFailure, onOdd }: DexScreenerOptions,
): Promise<MarketUpdate[]> {
  const updates: MarketUpdate[] = [];
  for (let from = 0; from < mints.length; from += MINTS_PER_REQUEST) {
    const chunk = mints.slice(from, from + MINTS_PER_REQUEST);
    try {
      updates.push(...(await readChunk(chunk, baseUrl, onOdd)));
    } catch (error: unknown) {
      onFailure(error instanceof Error ? error.message : String(error));
    }
  }
  return updates;
}

async function readChunk(
  chunk: readonly string[],
  baseUrl: string,
  onOdd: DexScreenerOptions['onOdd'],
): Promise<MarketUpdate[]> {
  const url = `${baseUrl}/latest/dex/tokens/${chunk.map(encodeURIComponent).join(',')}`;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { signal });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`DexScreener answered ${response.status}`);
  }
  const body = await readBody(response, { maxBytes: MAX_BODY_BYTES, signal }).catch((cause: unknown) => {
    if (!(cause instanceof BodyTooLargeError)) throw cause;
    throw new Error(`DexScreener answered with ${cause.message}`, { cause });
  });
  const asked = new Set(chunk);
  return parseTokenPairs(JSON.parse(body), new Date().toISOString(), onOdd).filter(({ mint }) =>
    asked.has(mint),
  );
}
