import { cpus } from 'node:os';
import { upsertWriteMode } from '../../db/statements/writeMode.ts';
import { formatCount } from '../../domain/format.ts';
import { median } from '../../domain/statistics.ts';
import type { TokenUpdate } from '../../domain/tokenColumns.ts';
import { TokenBufferManager } from '../../worker/services/TokenBufferManager.ts';
import type { Simulation } from '../../worker/sources/simulation.ts';
import type { Recorder } from '../../worker/types.ts';
import { type BenchServers, HOT_TOKENS, TOKENS } from '../servers.ts';
import { type Arm, bareUnnest, bufferPut, direct, flushStatement, plainHset, wholeFlush } from './arms.ts';

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

interface BenchOptions {
  /** Seconds for each arm in each repetition. */
  readonly seconds: number;
  readonly repetitions: number;
  readonly say: (line: string) => void;
}

/** Call by call in turn, as rows or updates a second, with the ratios that count. */
export async function benchParts(servers: BenchServers, { seconds, repetitions, say }: BenchOptions) {
  const { pool, redis, run, simulation } = servers;
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
  // The arms of one group are measured call by call in turn, so that any other load on the machine affects both.
  const groups = [
    [
      measured('pipelined HSET, waiting tokens', 500, plainHset(servers)),
      measured('put, waiting tokens', 500, bufferPut(buffer)),
    ],
    [
      measured('pipelined HSET, new tokens', 500, plainHset(servers)),
      measured('put, new tokens', 500, bufferPut(buffer)),
    ],
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
      const { name, updatesPerCall } = group[0]!;
      const tokens = name.endsWith('waiting tokens') ? HOT_TOKENS : TOKENS;
      await measureInTurn(group, {
        seconds,
        updates: createUpdates(simulation, { round: ++done, count: updatesPerCall, tokens }),
        freshMints: name.endsWith('new tokens'),
      });
      // Entries that an arm left in the buffer must not be flushed in another one's time.
      await redis.flushdb();
      await createBuffer(`clean-${done}`).setMode('hybrid', epoch);
      const rates = group.map((arm) => `${arm.name}: ${formatCount(arm.rates.at(-1)!)}/s`);
      const left = Math.round((total - done) * 1.5 * (seconds + 0.5));
      say(`${done} of ${total}  ${rates.join(', ')}, about ${left} s left`);
    }
  }
  return report(groups.flat(), `n = ${repetitions} × ${seconds} s`);
}

/** Different tokens and values at every call, so that every row does change. */
function createUpdates(
  simulation: Simulation,
  { round, count, tokens }: { readonly round: number; readonly count: number; readonly tokens: number },
): (call: number) => TokenUpdate[] {
  return (call) =>
    Array.from({ length: count }, (_, i) => {
      const index = ((call * count + i) * 7) % tokens;
      const market = { ...simulation.market(index, 1), priceUsd: `0.${String(1e8 + round * 1e6 + call)}` };
      return { mint: simulation.mint(index), order: Date.now() * 1_000 + call, status: 'active', market };
    });
}

/** Runs the arms call by call in turn (A B B A) for a number of seconds each, and adds each one's rate. */
async function measureInTurn(
  group: readonly Measured[],
  {
    seconds,
    updates,
    freshMints,
  }: {
    readonly seconds: number;
    readonly updates: (call: number) => TokenUpdate[];
    readonly freshMints: boolean;
  },
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
        mint: freshMints ? `${update.mint}${serial}` : update.mint,
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

function report(arms: readonly Measured[], what: string) {
  const rows = arms.map(({ name, rates }) => ({
    name,
    medianPerSecond: Math.round(median(rates)!),
    leastPerSecond: Math.round(Math.min(...rates)),
    mostPerSecond: Math.round(Math.max(...rates)),
  }));
  const rate = (name: string): number => rows.find((row) => row.name === name)!.medianPerSecond;
  const ratios = {
    putToHset: rate('put, waiting tokens') / rate('pipelined HSET, waiting tokens'),
    newPutToHset: rate('put, new tokens') / rate('pipelined HSET, new tokens'),
    flushToBareUnnest: rate('flush statement') / rate('bare UNNEST update'),
    wholeFlushToDirect: rate('put + read + flush + ack, price points') / rate('direct'),
    putToDirect: rate('put, waiting tokens') / rate('direct'),
  };
  const lines = [
    `Rows or updates per second of wall time, ${what}, ${cpus().length} × ${cpus()[0]?.model}`,
    ...rows.map(
      (row) =>
        `${row.name.padEnd(42)}${formatCount(row.medianPerSecond).padStart(9)}  (${formatCount(row.leastPerSecond)} to ${formatCount(row.mostPerSecond)})`,
    ),
    ...Object.entries(ratios).map(([name, ratio]) => `${name.padEnd(42)}${ratio.toFixed(2).padStart(9)}`),
  ];
  return { value: { rows, ratios }, text: lines.join('\n') };
}
