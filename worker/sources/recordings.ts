import { createReadStream, statSync } from 'node:fs';
import { readTextLines } from '../../machine/readText.ts';
import { type Damage, PackedFormatError } from '../../machine/unpack.ts';
import type { DiscoveryEvent, MarketUpdate } from '../types.ts';
import { readHeader, readRows, type Row } from './csv.ts';
import { type FrameResult, mintSchema, parseFrame, type RejectReason } from './frames.ts';
import { isPlausibleTime, toAmount, toDecimal } from './text.ts';
import { cleanText } from '../../domain/printable.ts';

/** One thing in a recording and when it happened (ms); a time of null goes with what came before. */
export type Recorded =
  | { readonly at: number | null; readonly result: FrameResult; readonly sample: string }
  | { readonly at: number | null; readonly market: MarketUpdate };

/** The file cannot be read, or is in no format that can be replayed. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

const CREATIONS = {
  name: 'a CSV of creations',
  needs: ['created_timestamp_ms', 'mint'],
  may: ['symbol', 'initBuy_sol', 'mc_sol'],
} as const;
const MARKET = {
  name: 'a CSV of market updates',
  needs: ['last_updated', 'symbol'],
  may: ['price_usd', 'market_cap_usd', 'volume_24h', 'percent_change_24h'],
} as const;
const FRAMES_TAKE = 'frames, a line each, bare or as {"t_wall": SECONDS, "raw": "FRAME"}';

/**
 * Reads a recording as a stream: PumpPortal frames ({t_wall, raw} or bare, a line each), the creations CSV, the market
 * updates CSV (columns by their names, in any order, separated by , ; or tabs); each also packed by gzip; `-` is standard
 * input. Everything that was read before an error comes before it.
 * @throws RecordingError
 */
export async function* readRecording(file: string): AsyncGenerator<Recorded> {
  const refuse = (why: string, cause?: unknown): RecordingError =>
    new RecordingError(`SOURCE is "replay:${file}": ${why}`, { cause });
  let rows = 0;
  try {
    const flaws: { damage: Damage | null } = { damage: null };
    const lines = readFilledLines(file === '-' ? process.stdin : createReadStream(file), flaws);
    const first = await lines.next();
    if (first.done && flaws.damage !== null) throw refuse(describeDamage(flaws.damage, 0));
    // Standard input and /dev/null may hold nothing; a file that does was not what somebody meant.
    if (first.done && (file === '-' || !statSync(file).isFile())) return;
    if (first.done) throw refuse(`it is empty; it takes ${FRAMES_TAKE}, ${describeHeaders()}`);
    for await (const item of readAs(first.value.replace(/^\uFEFF/, ''), lines, refuse)) {
      rows++;
      yield item;
    }
    if (flaws.damage !== null) throw refuse(describeDamage(flaws.damage, rows));
  } catch (error: unknown) {
    throw error instanceof RecordingError ? error : refuse(describeFailure(error, rows), error);
  }
}

function readAs(
  first: string,
  lines: AsyncGenerator<string>,
  refuse: (why: string) => RecordingError,
): AsyncGenerator<Recorded> {
  if (first.trimStart().startsWith('{')) {
    if (!isKnownShape(first))
      throw refuse(`its first line is in no shape that is known; it takes ${FRAMES_TAKE}`);
    return readFrames(first, lines);
  }
  const header = readHeader(first);
  const lacks = (kind: typeof CREATIONS | typeof MARKET): string[] =>
    kind.needs.filter((name) => !header.columns.includes(name));
  if (lacks(CREATIONS).length === 0) return readCsv(header, lines, toCreation);
  if (lacks(MARKET).length === 0) return readCsv(header, lines, toMarket);
  const near = [CREATIONS, MARKET].find((kind) =>
    [...kind.needs, ...kind.may].some((name) => header.columns.includes(name)),
  );
  throw refuse(
    near === undefined
      ? `its first line is neither a frame nor a header; it takes ${FRAMES_TAKE}, ${describeHeaders()}`
      : `its header lacks ${lacks(near).join(' and ')}; it takes ${describeHeaders()}`,
  );
}

const describeHeaders = (): string =>
  [CREATIONS, MARKET]
    .map(({ name, needs, may }) => `${name} with the columns ${needs.join(', ')} (and ${may.join(', ')})`)
    .join(', or ');

const describeDelivered = (rows: number): string =>
  rows === 0 ? '' : ` after ${rows} rows, which are delivered`;

const describeDamage = (damage: Damage, rows: number): string =>
  damage === 'ends early'
    ? `it ends early${describeDelivered(rows)}: the file was cut short`
    : `it is damaged${describeDelivered(rows)}`;

function describeFailure(error: unknown, rows: number): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (error instanceof PackedFormatError) return message;
  return `it cannot be read${describeDelivered(rows)} (${code || message})`;
}

/** The rest of a damaged file's last line is no line. A line beyond 1 MiB is cut there, and then refused by its parser. */
async function* readFilledLines(
  input: AsyncIterable<Uint8Array>,
  flaws: { damage: Damage | null },
): AsyncGenerator<string> {
  const lines = readTextLines(input, { onDamage: (damage) => (flaws.damage = damage) });
  for await (const line of lines) if (flaws.damage === null && line.trim() !== '') yield line;
}

async function* readFrames(first: string, lines: AsyncIterable<string>): AsyncGenerator<Recorded> {
  yield toFrame(first);
  for await (const line of lines) yield toFrame(line);
}

function toFrame(line: string): Recorded {
  const reject = (reason: RejectReason): Recorded => ({
    at: null,
    result: { kind: 'rejected', reason },
    sample: line,
  });
  const body = parseObject(line);
  if (body === null || !isWrapper(body)) {
    const result = parseFrame(line, new Date().toISOString(), 'replay');
    return isKnownShape(line) ? { at: null, result, sample: line } : reject('unknown-shape');
  }
  const at = Number(body.t_wall) * 1_000;
  if (!isPlausibleTime(at)) return reject('bad-time');
  return { at, result: parseFrame(body.raw, new Date(at).toISOString(), 'replay'), sample: body.raw };
}

interface Wrapper {
  readonly t_wall: number | string;
  readonly raw: string;
}

const isWrapper = (body: object): body is Wrapper => {
  const { t_wall: seconds, raw } = body as Partial<Record<keyof Wrapper, unknown>>;
  return (
    typeof raw === 'string' &&
    (typeof seconds === 'number' || (typeof seconds === 'string' && seconds !== ''))
  );
};

/** Fields of PumpPortal's messages besides frames: acknowledgements and errors. */
const CONTROL_FIELDS = ['message', 'errors', 'error'];

/** A frame, a wrapper or a control frame; a line that is no JSON at all is judged by the parser. */
function isKnownShape(line: string): boolean {
  const body = parseObject(line);
  if (body === null || isWrapper(body)) return true;
  return ['txType', 'mint', ...CONTROL_FIELDS].some((name) => name in body);
}

function parseObject(line: string): object | null {
  try {
    const body: unknown = JSON.parse(line);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : null;
  } catch {
    return null;
  }
}

async function* readCsv(
  header: ReturnType<typeof readHeader>,
  lines: AsyncIterable<string>,
  toRecorded: (row: Row) => Recorded,
): AsyncGenerator<Recorded> {
  for await (const { row, text } of readRows(lines, header)) {
    yield row === null
      ? { at: null, result: { kind: 'rejected', reason: 'bad-quotes' }, sample: text }
      : toRecorded(row);
  }
}

function toCreation(row: Row): Recorded {
  const sample = JSON.stringify(row);
  const at = Number(row['created_timestamp_ms'] || NaN);
  const mint = mintSchema.safeParse(row['mint']);
  if (!mint.success) return { at: null, result: { kind: 'rejected', reason: 'bad-mint' }, sample };
  if (!isPlausibleTime(at)) return { at: null, result: { kind: 'rejected', reason: 'bad-time' }, sample };
  const amounts = [row['initBuy_sol'], row['mc_sol']];
  if (amounts.some(isBadAmount))
    return { at: null, result: { kind: 'rejected', reason: 'bad-amount' }, sample };
  const [buy = null, cap = null] = amounts.map(toAmount);
  const event: DiscoveryEvent = {
    kind: 'create',
    id: `create-${mint.data}`,
    identity: {
      mint: mint.data,
      name: null,
      symbol: row['symbol'] === undefined ? null : cleanText(row['symbol'], 64),
      uri: null,
      creator: null,
      bondingCurve: null,
      totalSupply: null,
      initialBuySol: buy,
      initialMarketCapSol: cap,
      createdAt: new Date(at).toISOString(),
      discoveredVia: 'replay',
      announced: true,
    },
  };
  return { at, result: { kind: 'event', event }, sample };
}

function toMarket(row: Row): Recorded {
  const sample = JSON.stringify(row);
  const at = Date.parse(row['last_updated'] ?? '');
  const mint = mintSchema.safeParse(`coinlore:${row['symbol'] ?? ''}`);
  if (!mint.success || !row['symbol'])
    return { at: null, result: { kind: 'rejected', reason: 'bad-mint' }, sample };
  const [price, marketCap, volume] = [row['price_usd'], row['market_cap_usd'], row['volume_24h']];
  if (!isPlausibleTime(at)) return { at: null, result: { kind: 'rejected', reason: 'bad-time' }, sample };
  if ([price, marketCap, volume].some(isBadAmount)) {
    return { at: null, result: { kind: 'rejected', reason: 'bad-amount' }, sample };
  }
  // An empty field is a value that the exchange does not know.
  const [priceUsd, marketCapUsd, volume24h] = [toAmount(price), toAmount(marketCap), toAmount(volume)];
  const priceChange24h = toDecimal(row['percent_change_24h']);
  return {
    at,
    market: {
      mint: mint.data,
      status: 'active',
      market: { marketCapUsd, priceUsd, volume24h, volume24hSol: null, priceChange24h, txCount24h: null },
      observedAt: new Date(at).toISOString(),
      discoveredVia: 'replay',
      symbol: cleanText(row['symbol'], 64),
      name: null,
    },
  };
}

/** An empty field is a value that nobody knows. */
const isBadAmount = (text: string | undefined): boolean => !!text && toAmount(text) === null;
