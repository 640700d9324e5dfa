import { z } from 'zod';
import type { MarketUpdate } from '../types.ts';
import { toAmount, toDecimal } from './text.ts';
import { cleanText } from '../../domain/printable.ts';
import { mintSchema } from './frames.ts';
import { BodyTooLargeError, readBody } from './readBody.ts';

const SOL_MINT = 'So11111111111111111111111111111111111111112';
const MINTS_PER_REQUEST = 30;
const TIMEOUT_MS = 10_000;
/** 30 tokens with 30 pairs each take about 1 MB. */
const MAX_BODY_BYTES = 8 * 1024 ** 2;

const pairSchema = z.object({
  dexId: z.string().max(64),
  pairAddress: z.string().max(128),
  baseToken: z.object({ address: mintSchema, name: z.string().nullish(), symbol: z.string().nullish() }),
  quoteToken: z.object({ address: z.string() }).nullish(),
  priceNative: z.unknown().optional(),
  priceUsd: z.unknown().optional(),
  txns: z.object({ h24: z.object({ buys: z.number(), sells: z.number() }).nullish() }).nullish(),
  volume: z.object({ h24: z.unknown().optional() }).nullish(),
  priceChange: z.object({ h24: z.unknown().optional() }).nullish(),
  liquidity: z.object({ usd: z.number().nullish() }).nullish(),
  fdv: z.unknown().optional(),
  marketCap: z.unknown().optional(),
  pairCreatedAt: z.number().nullish(),
});
type Pair = z.infer<typeof pairSchema>;

/** A response of `/latest/dex/tokens/…`: rows are per pair; per token the one with the most liquidity counts. */
export function parseTokenPairs(body: unknown, observedAt: string): MarketUpdate[] {
  const pairs = (body as { pairs?: unknown } | null)?.pairs;
  if (!Array.isArray(pairs)) return [];
  const best = new Map<string, Pair>();
  for (const candidate of pairs) {
    const parsed = pairSchema.safeParse(candidate);
    if (!parsed.success) continue;
    const held = best.get(parsed.data.baseToken.address);
    if (held === undefined || liquidityOf(parsed.data) > liquidityOf(held))
      best.set(parsed.data.baseToken.address, parsed.data);
  }
  return [...best.values()].map((pair) => toMarketUpdate(pair, observedAt));
}

const liquidityOf = (pair: Pair): number => pair.liquidity?.usd ?? 0;

function toMarketUpdate(pair: Pair, observedAt: string): MarketUpdate {
  const volume24h = toAmount(pair.volume?.h24);
  const trades = pair.txns?.h24;
  return {
    mint: pair.baseToken.address,
    status: pair.dexId === 'pumpfun' ? 'active' : 'migrated',
    market: {
      marketCapUsd: toAmount(pair.marketCap) ?? toAmount(pair.fdv),
      priceUsd: toAmount(pair.priceUsd),
      volume24h,
      volume24hSol: toSol(pair, volume24h),
      priceChange24h: toDecimal(pair.priceChange?.h24),
      txCount24h: trades == null ? null : Math.round(trades.buys + trades.sells),
    },
    pool: { poolAddress: pair.pairAddress, poolType: pair.dexId, poolCreatedAt: toIso(pair.pairCreatedAt) },
    observedAt,
    discoveredVia: 'dexscreener',
    symbol: pair.baseToken.symbol == null ? null : cleanText(pair.baseToken.symbol, 64),
    name: pair.baseToken.name == null ? null : cleanText(pair.baseToken.name, 256),
  };
}

/** Known only where the pair is quoted in SOL. */
function toSol(pair: Pair, volumeUsd: string | null): string | null {
  const [native, usd] = [Number(toAmount(pair.priceNative)), Number(toAmount(pair.priceUsd))];
  if (pair.quoteToken?.address !== SOL_MINT || volumeUsd === null || !(native > 0) || !(usd > 0)) return null;
  return toAmount((Number(volumeUsd) * native) / usd);
}

const toIso = (ms: number | null | undefined): string | null =>
  ms == null || Math.abs(ms) >= 8.64e15 ? null : new Date(ms).toISOString();

export interface DexScreenerOptions {
  readonly baseUrl: string;
  /** Told of a chunk that brought nothing; its tokens are polled again next time. */
  readonly onFailure: (reason: string) => void;
}

/** Polls market data, 30 tokens a request, one request at a time. A chunk that fails is left out. */
export async function readDexScreener(
  mints: readonly string[],
  { baseUrl, onFailure }: DexScreenerOptions,
): Promise<MarketUpdate[]> {
  const updates: MarketUpdate[] = [];
  for (let from = 0; from < mints.length; from += MINTS_PER_REQUEST) {
    const chunk = mints.slice(from, from + MINTS_PER_REQUEST);
    try {
      updates.push(...(await readChunk(chunk, baseUrl)));
    } catch (error: unknown) {
      onFailure(error instanceof Error ? error.message : String(error));
    }
  }
  return updates;
}

async function readChunk(chunk: readonly string[], baseUrl: string): Promise<MarketUpdate[]> {
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
  return parseTokenPairs(JSON.parse(body), new Date().toISOString()).filter(({ mint }) => asked.has(mint));
}
