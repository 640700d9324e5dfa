import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { readLines } from '../../machine/readLines.ts';
import type { DiscoveryEvent, MarketUpdate } from '../types.ts';
import { type FrameResult, mintSchema, parseFrame } from './frames.ts';
import { toAmount, toDecimal } from './text.ts';
import { cleanText } from '../../domain/printable.ts';

/** More than the longest line that readLines lets through. */
const MAX_RECORD_BYTES = 2 * 1024 ** 2;

/** One thing in a recording and when it happened (ms); a time of null goes with what came before. */
export type Recorded =
  | { readonly at: number | null; readonly result: FrameResult; readonly sample: string }
  | { readonly at: number | null; readonly market: MarketUpdate };

/** The file cannot be read, or is in no format that can be replayed. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/**
 * Reads a recording as a stream: PumpPortal frames ({t_wall, raw} or bare, a line each), the creations CSV, the market
 * updates CSV; each also as .gz; `-` is standard input.
 * @throws RecordingError
 */
export async function* readRecording(file: string): AsyncGenerator<Recorded> {
  const lines = readFilledLines(openFile(file));
  const first = await lines.next().catch((error: unknown) => {
    throw new RecordingError(`SOURCE is "replay:${file}": it cannot be read (${describe(error)})`, {
      cause: error,
    });
  });
  if (first.done) return;
  const header = first.value.replace(/^\uFEFF/, '');
  if (header.startsWith('created_timestamp_ms,')) yield* readCsv(header, lines, toCreation);
  else if (header.startsWith('last_updated,')) yield* readCsv(header, lines, toMarket);
  else if (header.trimStart().startsWith('{')) yield* readFrames(header, lines);
  else {
    throw new RecordingError(
      `SOURCE is "replay:${file}": its first line is none of a JSON frame, the creations CSV's header or the market CSV's header`,
    );
  }
}

function openFile(file: string): Readable {
  const input = file === '-' ? process.stdin : createReadStream(file);
  if (!file.endsWith('.gz')) return input;
  const gunzip = createGunzip();
  input.once('error', (error: Error) => gunzip.destroy(error));
  return input.pipe(gunzip);
}

/** A line beyond 1 MiB is cut there, and then refused by its parser. */
async function* readFilledLines(input: Readable): AsyncGenerator<string> {
  for await (const line of readLines(input)) if (line !== '') yield line;
}

async function* readFrames(first: string, lines: AsyncIterable<string>): AsyncGenerator<Recorded> {
  yield toFrame(first);
  for await (const line of lines) yield toFrame(line);
}

function toFrame(line: string): Recorded {
  const { at, raw } = unwrap(line);
  const receivedAt = new Date(at ?? Date.now()).toISOString();
  return { at, result: parseFrame(raw, receivedAt, 'replay'), sample: raw };
}

function unwrap(line: string): { at: number | null; raw: string } {
  try {
    const { t_wall: seconds, raw } = JSON.parse(line) as { t_wall?: unknown; raw?: unknown };
    if (typeof raw === 'string' && typeof seconds === 'number' && Math.abs(seconds) < 8e12) {
      return { at: seconds * 1_000, raw };
    }
  } catch {
    // parseFrame says what is wrong with it.
  }
  return { at: null, raw: line };
}

type Row = Readonly<Record<string, string | undefined>>;

/** A quote that is never closed ends the reading at 2 MiB instead of taking in the rest of the file. */
async function* readCsv(
  header: string,
  lines: AsyncIterable<string>,
  toRecorded: (row: Row) => Recorded,
): AsyncGenerator<Recorded> {
  const parser = parse({
    columns: header.trim().split(','),
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  // An error of either ends both: it comes out of the parser.
  const rows = pipeline(Readable.from(endLines(lines)), parser, () => undefined);
  for await (const row of rows as AsyncIterable<Row>) yield toRecorded(row);
}

async function* endLines(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

function toCreation(row: Row): Recorded {
  const sample = JSON.stringify(row);
  const at = Number(row['created_timestamp_ms']);
  const mint = mintSchema.safeParse(row['mint']);
  if (!mint.success) return { at: null, result: { kind: 'rejected', reason: 'bad-mint' }, sample };
  const buy = toAmount(row['initBuy_sol']);
  const cap = toAmount(row['mc_sol']);
  if (!isTime(at) || buy === null || cap === null) {
    return { at: null, result: { kind: 'rejected', reason: 'bad-amount' }, sample };
  }
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
  const isBad = (text: string | undefined): boolean => !!text && toAmount(text) === null;
  if (!isTime(at) || isBad(price) || isBad(marketCap) || isBad(volume)) {
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

const isTime = (ms: number): boolean => Number.isFinite(ms) && Math.abs(ms) < 8.64e15;

function describe(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));
}
