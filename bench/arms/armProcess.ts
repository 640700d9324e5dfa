import { quantileOf } from '../../domain/statistics.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { TokenUpdate } from '../../domain/tokenColumns.ts';
import { PRESETS } from '../../domain/presets.ts';
import { Simulation } from '../../worker/sources/simulation.ts';
import { REFERENCE_ARMS } from './arms.ts';
import type { ReferenceArm } from './types.ts';

/** The task that the process gets on its command line, as JSON. */
export interface ArmTask {
  readonly arm: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly tokens: number;
  /** Whom to update: `tokens` of the table's `tableTokens`, scattered. */
  readonly tableTokens: number;
  /** 0: only drain what is there. */
  readonly seconds: number;
}

/** The messages that it sends back. */
export type ArmMessage =
  | { readonly kind: 'ready' }
  /** For each token updated since the last report, the number of its newest update that was acknowledged. */
  | { readonly kind: 'acknowledged'; readonly newest: Readonly<Record<number, number>> }
  | {
      readonly kind: 'done';
      readonly updates: number;
      readonly seconds: number;
      readonly p50Ms: number;
      readonly p99Ms: number;
    };

const CALLERS = 10;
/** The most updates in one poll of a market data service. */
const UPDATES_PER_CALL = 30;
const REPORT_EVERY_MS = 20;
const simulation = new Simulation(1, PRESETS.incident);

const task = JSON.parse(process.argv[2]!) as ArmTask;
const { create } = REFERENCE_ARMS.find(({ name }) => name === task.arm)!;
const arm = await create(task);
send({ kind: 'ready' });
if (task.seconds > 0) await load(arm);
await arm.drain();
await arm.stop();
process.exit(0);

/** Ten callers, each with its own tokens, thirty updates a call, each waiting for its answer: a closed loop. */
async function load(target: ReferenceArm): Promise<void> {
  const newest = new Map<number, number>();
  const latencies: number[] = [];
  let accepted = 0;
  const endsAt = performance.now() + task.seconds * 1_000;
  const startedAt = performance.now();
  const report = (): void => {
    if (newest.size > 0) send({ kind: 'acknowledged', newest: Object.fromEntries(newest) });
    newest.clear();
  };
  const callers = Array.from({ length: CALLERS }, async (_caller, caller) => {
    const own = Array.from(
      { length: Math.ceil((task.tokens - caller) / CALLERS) },
      (_, i) => caller + i * CALLERS,
    );
    for (let n = 1, from = 0; performance.now() < endsAt; from += UPDATES_PER_CALL) {
      if (from >= own.length) [from, n] = [0, n + 1];
      const tokens = own.slice(from, from + UPDATES_PER_CALL);
      const updates = tokens.map((token) => createUpdate(token, n));
      const before = performance.now();
      await target.accept(updates);
      latencies.push(performance.now() - before);
      accepted += tokens.length;
      for (const token of tokens) newest.set(token, n);
      // An update that is accepted in memory never yields by itself.
      await new Promise(setImmediate);
    }
  });
  let isOver = false;
  const reports = (async () => {
    while (!isOver) {
      await delay(REPORT_EVERY_MS);
      report();
    }
  })();
  await Promise.all(callers);
  isOver = true;
  await reports;
  const seconds = (performance.now() - startedAt) / 1_000;
  const sorted = Float64Array.from(latencies).sort();
  send({
    kind: 'done',
    updates: accepted,
    seconds,
    p50Ms: quantileOf(sorted, 0.5),
    p99Ms: quantileOf(sorted, 0.99),
  });
}

/** The n-th update of a token says so: txCount24h counts them. */
function createUpdate(token: number, n: number): TokenUpdate {
  const index = Math.floor((token * task.tableTokens) / task.tokens);
  const market = { ...simulation.market(index, 1), priceUsd: `${n}.${index}`, txCount24h: n };
  return { mint: simulation.mint(index), order: Date.now() * 1_000 + (n % 1_000), status: 'active', market };
}

function send(message: ArmMessage): void {
  process.send!(message);
}
