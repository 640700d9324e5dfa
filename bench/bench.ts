import { formatCount } from '../domain/format.ts';
import { median } from '../domain/statistics.ts';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { insertTokens } from '../db/statements/insertTokens.ts';
import { upsertWriteMode } from '../db/statements/writeMode.ts';
import type { TokenUpdate } from '../domain/tokenColumns.ts';
import { TokenBufferManager } from '../worker/services/TokenBufferManager.ts';
import { PRESETS } from '../domain/presets.ts';
import { Simulation } from '../worker/sources/simulation.ts';
import type { Recorder } from '../worker/types.ts';
import { type Arm, bareUnnest, bufferPut, direct, flushStatement, plainHset, wholeFlush } from './arms.ts';
import { REFERENCE_ARMS } from './reference/arms.ts';
import { type ArmMeasurement, measureArm } from './reference/measureArm.ts';
import { renderArms } from './reference/renderArms.ts';
import { type BenchServers, startBenchServers } from './servers.ts';
import { say } from '../scripts/terminal.ts';

const USAGE = `Usage: npm run bench -- [--seconds N] [--repetitions N] [--only parts|arms] [--json FILE]

Measures side by side on fresh servers, and quotes ratios: machines differ.

  parts   arms in turn (A B … B A): put against pipelined HSET, for tokens that wait already and for new ones; the flush
          statement against the bare UNNEST update; the whole flush; direct updates
  arms    what a person would take instead, ten callers, thirty updates a call: updates a second, time of a call, WAL, pages
          of the checkpoint after it, and rows lost when the process is killed half way`;
const TOKENS = 50_000;
/** As many as the preset incident tracks. */
const HOT_TOKENS = 8_000;
const ARM_SECONDS = 6;
const ARM_OVERHEAD_SECONDS = 10;
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
  only: { type: 'string' },
  json: { type: 'string' },
  help: { type: 'boolean' },
} as const;
const { values } = parseArgs({ options });
if (values.help) {
  say(USAGE);
  process.exit(0);
}
const [seconds, repetitions] = [
  readNumber('seconds', values.seconds),
  readNumber('repetitions', values.repetitions),
];

if (values.only !== undefined && values.only !== 'parts' && values.only !== 'arms') {
  say(`--only is "${values.only}": it takes parts or arms`);
  process.exit(1);
}
const servers = await startBenchServers(say);
try {
  const simulation = new Simulation(1, PRESETS.incident);
  await loadTokens(servers, simulation);
  const parts = values.only === 'arms' ? null : await benchParts(servers, simulation);
  const arms = values.only === 'parts' ? null : await benchArms(servers);
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify({ seconds, repetitions, parts, arms }, null, 2)}\n`);
  }
} finally {
  await servers.stop();
}

async function loadTokens({ pool }: BenchServers, simulation: Simulation): Promise<void> {
  say(`Loading ${formatCount(TOKENS)} tokens`);
  for (let from = 0; from < TOKENS; from += 2_000) {
    await insertTokens(pool, simulation.initialTokens(from, 2_000, Date.now()), 'bench');
  }
  await pool.query('vacuum analyze token_discovery');
}

async function benchArms(target: BenchServers): Promise<readonly ArmMeasurement[]> {
  const range = { tokens: HOT_TOKENS, tableTokens: TOKENS, seconds: ARM_SECONDS };
  const measured: ArmMeasurement[] = [];
  for (const [done, { name, what }] of REFERENCE_ARMS.entries()) {
    const left = (REFERENCE_ARMS.length - done) * (1.5 * ARM_SECONDS + ARM_OVERHEAD_SECONDS);
    say(
      `Arm ${done + 1} of ${REFERENCE_ARMS.length}: ${name} (${what}), about ${Math.ceil(left / 60)} min left`,
    );
    measured.push(await measureArm(target, name, range));
  }
  say(
    `\n${HOT_TOKENS} of ${TOKENS} tokens, 10 callers with 30 updates a call, ${ARM_SECONDS} s; killed after ${ARM_SECONDS / 2} s`,
  );
  say(renderArms(measured));
  return measured;
}

async function benchParts({ pool, redis, run }: BenchServers, simulation: Simulation) {
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
        updates: createUpdates(simulation, { round: ++done, count: updatesPerCall, tokens }),
        freshMints: name.endsWith('new tokens'),
      });
      // What an arm left in the buffer must not be flushed in another one's time.
      await redis.flushdb();
      await createBuffer(`clean-${done}`).setMode('hybrid', epoch);
      const rates = group.map((arm) => `${arm.name}: ${formatCount(arm.rates.at(-1)!)}/s`);
      const left = Math.round((total - done) * 1.5 * (seconds + 0.5));
      say(`${done} of ${total}  ${rates.join(', ')}, about ${left} s left`);
    }
  }
  return report(groups.flat());
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

/** Runs the arms call by call in turn (A B B A) for so many seconds each, and adds each one's rate. */
async function measureInTurn(
  group: readonly Measured[],
  {
    updates,
    freshMints,
  }: { readonly updates: (call: number) => TokenUpdate[]; readonly freshMints: boolean },
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

function report(arms: readonly Measured[]) {
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
  say(
    `\nRows or updates per second of wall time, n = ${repetitions} × ${seconds} s, ${cpus().length} × ${cpus()[0]?.model}`,
  );
  for (const row of rows) {
    say(
      `${row.name.padEnd(42)}${formatCount(row.medianPerSecond).padStart(9)}  (${formatCount(row.leastPerSecond)} to ${formatCount(row.mostPerSecond)})`,
    );
  }
  for (const [name, ratio] of Object.entries(ratios))
    say(`${name.padEnd(42)}${ratio.toFixed(2).padStart(9)}`);
  return { rows, ratios };
}

function readNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 600) return value;
  say(`--${name} is "${text}": it takes a whole number from 1 to 600`);
  process.exit(1);
}
