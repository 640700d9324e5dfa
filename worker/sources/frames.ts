import { z } from 'zod';
import { MAX_MINT_CHARACTERS } from '../../domain/tokenColumns.ts';
import { type DiscoveryEvent, type QuietKind, type REJECT_REASONS } from '../types.ts';
import { toAmount } from './text.ts';
import { cleanText } from '../../domain/printable.ts';

const FRAME_LIMIT = 64 * 1024;

/** Why a frame, a row or a field is not taken. */
export type RejectReason = (typeof REJECT_REASONS)[number];

export type FrameResult =
  | { readonly kind: 'event'; readonly event: DiscoveryEvent }
  | { readonly kind: 'quiet'; readonly quiet: QuietKind }
  | { readonly kind: 'rejected'; readonly reason: RejectReason };

/** A base58 address, or an id such as `coinlore:BTC`: printable ASCII without spaces. */
export const mintSchema = z
  .string()
  .max(MAX_MINT_CHARACTERS)
  .regex(/^[\x21-\x7e]+$/);
const signature = z.string().regex(/^[\x21-\x7e]{1,128}$/);
const text = (most: number) =>
  z
    .string()
    .max(FRAME_LIMIT)
    .transform((value) => cleanText(value, most));
const optionalText = (most: number) =>
  text(most)
    .nullish()
    .transform((value) => value ?? null);
const optionalAmount = z
  .unknown()
  .optional()
  .refine((value) => value == null || toAmount(value) !== null)
  .transform((value) => (value == null ? null : toAmount(value)));

const createFrame = z.object({
  signature,
  mint: mintSchema,
  name: optionalText(256),
  symbol: optionalText(64),
  uri: optionalText(2048),
  traderPublicKey: optionalText(128),
  bondingCurveKey: optionalText(128),
  solAmount: optionalAmount,
  marketCapSol: optionalAmount,
});
const migrateFrame = z.object({
  signature,
  mint: mintSchema,
  pool: optionalText(64),
  poolAddress: optionalText(128),
});
const tradeFrame = z.object({ signature, mint: mintSchema });

const REASONS: Readonly<Record<string, RejectReason>> = {
  signature: 'missing-signature',
  mint: 'bad-mint',
  solAmount: 'bad-amount',
  marketCapSol: 'bad-amount',
};

/**
 * One frame of PumpPortal's web socket. A frame has no time of its own: `receivedAt` (ISO 8601) is used. Frames
 * without mint and type are acknowledgements or errors (control).
 */
export function parseFrame(frame: string, receivedAt: string, via: string): FrameResult {
  if (frame.length > FRAME_LIMIT) return { kind: 'rejected', reason: 'too-large' };
  const body = parseJson(frame);
  if (body === undefined) return { kind: 'rejected', reason: 'not-json' };
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { kind: 'rejected', reason: 'not-an-object' };
  }
  const { txType, mint } = body as Record<string, unknown>;
  if (txType === undefined && mint === undefined) return { kind: 'quiet', quiet: 'control' };
  if (txType === 'create')
    return toResult(createFrame.safeParse(body), (data) => toCreate(data, receivedAt, via));
  if (txType === 'migrate')
    return toResult(migrateFrame.safeParse(body), (data) => toMigration(data, receivedAt, via));
  if (txType !== 'buy' && txType !== 'sell') return { kind: 'rejected', reason: 'bad-type' };
  const trade = tradeFrame.safeParse(body);
  return trade.success ? { kind: 'quiet', quiet: 'trade' } : reject(trade.error);
}

function parseJson(frame: string): unknown {
  try {
    return JSON.parse(frame);
  } catch {
    return undefined;
  }
}

function toResult<T>(parsed: z.ZodSafeParseResult<T>, toEvent: (data: T) => DiscoveryEvent): FrameResult {
  return parsed.success ? { kind: 'event', event: toEvent(parsed.data) } : reject(parsed.error);
}

function reject(error: z.ZodError): FrameResult {
  const field = String(error.issues[0]?.path[0] ?? '');
  return { kind: 'rejected', reason: REASONS[field] ?? 'bad-text' };
}

/** A frame without name and symbol is no full announcement: one that has them fills the row in, whichever comes first. */
function toCreate(frame: z.infer<typeof createFrame>, receivedAt: string, via: string): DiscoveryEvent {
  return {
    kind: 'create',
    id: `create-${frame.signature}`,
    identity: {
      mint: frame.mint,
      name: frame.name,
      symbol: frame.symbol,
      uri: frame.uri,
      creator: frame.traderPublicKey,
      bondingCurve: frame.bondingCurveKey,
      totalSupply: null,
      initialBuySol: frame.solAmount,
      initialMarketCapSol: frame.marketCapSol,
      createdAt: receivedAt,
      discoveredVia: via,
      announced: Boolean(frame.name || frame.symbol),
    },
  };
}

/** The frame names the venue, not the pool: the old address is wrong from now on, the new one is not known yet. */
function toMigration(frame: z.infer<typeof migrateFrame>, receivedAt: string, via: string): DiscoveryEvent {
  return {
    kind: 'migration',
    id: `migrate-${frame.signature}`,
    mint: frame.mint,
    pool: { poolAddress: frame.poolAddress, poolType: frame.pool, poolCreatedAt: receivedAt },
    seenAt: receivedAt,
    discoveredVia: via,
  };
}
