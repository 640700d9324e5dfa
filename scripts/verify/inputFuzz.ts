import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buildLogReport, formatLogReport } from '../../observer/serverLog/logReport.ts';
import { readTextLines } from '../../machine/readText.ts';
import { PackedFormatError } from '../../machine/unpack.ts';
import { readDexScreener } from '../../worker/sources/dexScreener.ts';
import { parseFrame } from '../../worker/sources/frames.ts';
import { readRecording, RecordingError } from '../../worker/sources/recordings.ts';
import { pack, spoil, SEEDS } from './hostileInput.ts';
import { Random } from './Random.ts';

/** The readers finish in milliseconds, whatever they get. */
const PATIENCE_MS = 20_000;
/** Above what the process had before; most of it is the inputs themselves, of up to 3 MiB. */
const MAX_GROWTH_BYTES = 256 * 1024 ** 2;

export interface FuzzReport {
  readonly runs: number;
  /** By reader: inputs read to their end, and inputs refused with an error of its own. */
  readonly outcomes: Readonly<Record<string, { read: number; refused: number }>>;
  readonly rssBefore: number;
  readonly rssMax: number;
}

type Reader = (random: Random) => Promise<'read' | 'refused'>;

/** Errors of reading: ours, and zlib's by their code. */
const isRefusal = (error: unknown): boolean =>
  error instanceof RecordingError || ((error as NodeJS.ErrnoException).code ?? '').startsWith('Z_');

/** @throws Error as fuzzInputs does. */
export async function verifyInputs(say: (line: string) => void): Promise<void> {
  const { runs, outcomes, rssBefore, rssMax } = await fuzzInputs({ runs: 20_000, seed: 1 });
  for (const [name, { read, refused }] of Object.entries(outcomes)) {
    say(`${name.padEnd(10)} ${read} read, ${refused} refused`);
  }
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
  say(`${runs} inputs; resident ${megabytes(rssBefore)} MB before, ${megabytes(rssMax)} MB at most`);
}

/** @throws Error, naming reader and seed, where one crashes, hangs, or memory grows beyond the bound. */
export async function fuzzInputs(options: {
  readonly runs: number;
  readonly seed: number;
}): Promise<FuzzReport> {
  const dir = mkdtempSync(join(tmpdir(), 'breakwater-fuzz-'));
  const market = await startMarketServer();
  const readers: Readonly<Record<string, Reader>> = {
    log: readLog,
    frame: readFrame,
    recording: (random) => readFile(dir, random),
    market: market.read,
  };
  const names = Object.keys(readers);
  const outcomes = Object.fromEntries(names.map((name) => [name, { read: 0, refused: 0 }]));
  const rssBefore = process.memoryUsage.rss();
  let rssMax = rssBefore;
  try {
    for (let run = 0; run < options.runs; run++) {
      const name = names[run % names.length]!;
      const seed = options.seed + run;
      outcomes[name]![await readWithin(readers[name]!, seed, name)]++;
      rssMax = Math.max(rssMax, process.memoryUsage.rss());
      if (rssMax - rssBefore > MAX_GROWTH_BYTES)
        throw new Error(`${name}, seed ${seed}: memory grows to ${rssMax}`);
    }
  } finally {
    await market.stop();
    rmSync(dir, { recursive: true, force: true });
  }
  return { runs: options.runs, outcomes, rssBefore, rssMax };
}

async function readWithin(reader: Reader, seed: number, name: string): Promise<'read' | 'refused'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('it hangs')), PATIENCE_MS);
  });
  try {
    return await Promise.race([reader(new Random(seed)), late]);
  } catch (error: unknown) {
    throw new Error(`${name}, seed ${seed}: ${String(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

const readLog: Reader = async (random) => {
  const spoiled = spoil(SEEDS.log, random);
  const input = random.below(4) === 0 ? pack(spoiled, random) : spoiled;
  const cut = random.below(input.length + 1);
  const chunks = [input.subarray(0, cut), input.subarray(cut)];
  try {
    const lines = readTextLines(Readable.from(chunks), { onDamage: () => undefined });
    formatLogReport(await buildLogReport(lines));
    return 'read';
  } catch (error: unknown) {
    if (!(error instanceof PackedFormatError)) throw error;
    return 'refused';
  }
};

const readFrame: Reader = async (random) => {
  const { kind } = parseFrame(spoil(SEEDS.frame, random).toString(), new Date(0).toISOString(), 'fuzz');
  return kind === 'rejected' ? 'refused' : 'read';
};

async function readFile(dir: string, random: Random): Promise<'read' | 'refused'> {
  const input = spoil(SEEDS.recording, random);
  const isPacked = random.below(3) === 0;
  const file = join(dir, isPacked ? 'recording.gz' : 'recording');
  writeFileSync(file, isPacked ? pack(input, random) : input);
  try {
    for await (const _item of readRecording(file));
    return 'read';
  } catch (error: unknown) {
    if (!isRefusal(error)) throw error;
    return 'refused';
  }
}

/** Answers as DexScreener might on its worst day. */
async function startMarketServer(): Promise<{
  readonly read: Reader;
  readonly stop: () => Promise<unknown>;
}> {
  let answer: { readonly body: Buffer; readonly isPacked: boolean };
  const server = createServer((_request, response) => {
    if (answer.isPacked) response.setHeader('content-encoding', 'gzip');
    response.end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    read: async (random) => {
      const input = spoil(SEEDS.market, random);
      const isPacked = random.below(3) === 0;
      answer = { body: isPacked ? pack(input, random) : input, isPacked };
      let outcome: 'read' | 'refused' = 'read';
      await readDexScreener(['M'], { baseUrl, onFailure: () => (outcome = 'refused') });
      return outcome;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
