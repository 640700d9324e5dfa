import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { insertTokens } from '../db/statements/insertTokens.ts';
import { upsertWriteMode } from '../db/statements/writeMode.ts';
import type { TokenUpdate } from '../db/tokenColumns.ts';
import { TokenBufferManager } from '../worker/services/TokenBufferManager.ts';
import { PRESETS } from '../worker/sources/presets.ts';
import { Simulation } from '../worker/sources/simulation.ts';
import type { Recorder } from '../worker/types.ts';
import { type Arm, bareUnnest, bufferPut, direct, flushStatement, plainHset, wholeFlush } from './arms.ts';
import { type BenchServers, startBenchServers } from './servers.ts';

const USAGE = `Usage: npm run bench -- [--seconds N] [--repetitions N] [--json FILE]

Measures the parts side by side on fresh servers, arms in turn (A B … B A): put against pipelined HSET, the flush
statement against the bare UNNEST update, the whole flush, and direct updates. Quote the ratios: machines differ.`;
const TOKENS = 50_000;
/** No price comes twice over all arms: a row that does not change is not written. */
let serial = 0;
const WARM_UP_CALLS = 3;
const silent = new Proxy({} as Recorder, { get: () => () => undefined });

interface Measured {
  readonly name: string;
  readonly updatesPerCall: number;
  readonly arm: Arm;
  readonly rates: number[];
}

const options = {
  seconds: { type: 'string', default: '3' },
  repetitions: { type: 'string', default: '4' },
  json: { type: 'string' },
  help: { type: 'boolean' },
} as const;
const { values } = parseArgs({ options });
if (values.help) {
  print(USAGE);
  process.exit(0);
}
const [seconds, repetitions] = [
  readNumber('seconds', values.seconds),
  readNumber('repetitions', values.repetitions),
];

const servers = await startBenchServers(print);
try {
  await bench(servers);
} finally {
  await servers.stop();
}

async function bench({ pool, redis, run }: BenchServers): Promise<void> {
  const simulation = new Simulation(1, PRESETS.incident);
  print(`Loading ${TOKENS.toLocaleString('en')} tokens`);
  for (let from = 0; from < TOKENS; from += 2_000) {
    await insertTokens(pool, simulation.initialTokens(from, 2_000, Date.now()), 'bench');
  }
  await pool.query('vacuum analyze token_discovery');
  const { epoch } = await upsertWriteMode(pool, 'hybrid');
  const createBuffer = (producer: string): TokenBufferManager =>
    new TokenBufferManager({
      pool,
      redis,
      run,
      producer,
      recorder: silent,
      shards: 1,
      batchSize: 100,
      maxEntries: 1_000_000,
      writerWaitMs: 5_000,
      parkFirstMs: 1_000,
      parkLongestMs: 1_000,
      strategy: () => 'hybrid',
      onDead: () => undefined,
      onPressure: () => undefined,
    });
  const buffer = createBuffer('bench');
  await buffer.setMode('hybrid', epoch);
  let directEpoch = epoch;
  const measured = (name: string, updatesPerCall: number, arm: Arm): Measured => ({
    name,
    updatesPerCall,
    arm,
    rates: [],
  });
  // What stands in one group is measured call by call in turn, so that whatever else the machine does hits both.
  const groups = [
    [measured('pipelined HSET, 8 fields', 500, plainHset(servers)), measured('put', 500, bufferPut(buffer))],
    [
      measured('bare UNNEST update', 100, bareUnnest(pool)),
      measured('flush statement', 100, flushStatement(pool)),
    ],
    [measured('put + read + flush + ack, price points', 100, wholeFlush(buffer))],
    [
      measured(
        'direct',
        100,
        direct(pool, () => directEpoch),
      ),
    ],
  ];
  const total = groups.length * repetitions;
  for (let repetition = 0, done = 0; repetition < repetitions; repetition++) {
    for (const group of repetition % 2 === 0 ? groups : groups.toReversed()) {
      const strategy = group[0]!.name === 'direct' ? 'direct' : 'hybrid';
      directEpoch = (await upsertWriteMode(pool, strategy)).epoch;
      await measureInTurn(group, createUpdates(simulation, ++done, group[0]!.updatesPerCall));
      // What an arm left in the buffer must not be flushed in another one's time.
      await redis.flushdb();
      await createBuffer(`clean-${done}`).setMode('hybrid', epoch);
      const rates = group.map(({ name, rates: all }) => `${name}: ${format(all.at(-1)!)}/s`);
      const left = Math.round((total - done) * 1.5 * (seconds + 0.5));
      print(`${done} of ${total}  ${rates.join(', ')}, about ${left} s left`);
    }
  }
  report(groups.flat());
}

/** Different tokens and values at every call, so that every row does change. */
function createUpdates(
  simulation: Simulation,
  round: number,
  count: number,
): (call: number) => TokenUpdate[] {
  return (call) =>
    Array.from({ length: count }, (_, i) => {
      const index = ((call * count + i) * 7) % TOKENS;
      const market = { ...simulation.market(index, 1), priceUsd: `0.${String(1e8 + round * 1e6 + call)}` };
      return { mint: simulation.mint(index), order: Date.now() * 1_000 + call, status: 'active', market };
    });
}

/** Runs the arms call by call in turn (A B B A) for so many seconds each, and adds each one's rate. */
async function measureInTurn(
  group: readonly Measured[],
  updates: (call: number) => TokenUpdate[],
): Promise<void> {
  const prepared = Array.from({ length: 100 }, (_, call) => updates(call));
  const spent = group.map(() => 0);
  const counts = group.map(() => 0);
  for (let call = 0; Math.min(...spent) < seconds * 1_000; call++) {
    for (let turn = 0; turn < group.length; turn++) {
      const at = call % 2 === 0 ? turn : group.length - 1 - turn;
      // Prepared outside of the time that is measured: a new value and a newer order for the same tokens.
      serial++;
      const batch = prepared[call % 100]!.map((update) => ({
        ...update,
        order: Date.now() * 1_000 + serial,
        market: { ...update.market!, priceUsd: `1.${String(1e9 + serial)}` },
      }));
      const startedAt = performance.now();
      await group[at]!.arm(batch);
      if (call < WARM_UP_CALLS) continue;
      spent[at]! += performance.now() - startedAt;
      counts[at]! += batch.length;
    }
  }
  for (const [at, { rates }] of group.entries()) rates.push((counts[at]! * 1_000) / spent[at]!);
}

function report(arms: readonly Measured[]): void {
  const median = (rates: readonly number[]): number =>
    [...rates].sort((a, b) => a - b)[Math.floor(rates.length / 2)]!;
  const rows = arms.map(({ name, rates }) => ({
    name,
    medianPerSecond: Math.round(median(rates)),
    leastPerSecond: Math.round(Math.min(...rates)),
    mostPerSecond: Math.round(Math.max(...rates)),
  }));
  const rate = (name: string): number => rows.find((row) => row.name === name)!.medianPerSecond;
  const ratios = {
    putToHset: rate('put') / rate('pipelined HSET, 8 fields'),
    flushToBareUnnest: rate('flush statement') / rate('bare UNNEST update'),
    wholeFlushToDirect: rate('put + read + flush + ack, price points') / rate('direct'),
    putToDirect: rate('put') / rate('direct'),
  };
  print(
    `\nRows or updates per second of wall time, n = ${repetitions} × ${seconds} s, ${cpus().length} × ${cpus()[0]?.model}`,
  );
  for (const row of rows) {
    print(
      `${row.name.padEnd(42)}${format(row.medianPerSecond).padStart(9)}  (${format(row.leastPerSecond)} to ${format(row.mostPerSecond)})`,
    );
  }
  for (const [name, ratio] of Object.entries(ratios))
    print(`${name.padEnd(42)}${ratio.toFixed(2).padStart(9)}`);
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ seconds, repetitions, rows, ratios }, null, 2)}\n`);
}

function readNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 600) return value;
  print(`--${name} is "${text}": it takes a whole number from 1 to 600`);
  process.exit(1);
}

function format(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
