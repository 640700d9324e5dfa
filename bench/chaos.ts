import { formatCount } from '../domain/format.ts';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parsePlan, PlanError } from './chaos/plan.ts';
import { renderResult } from './chaos/renderResult.ts';
import { type ChaosProgress, runChaos } from './chaos/runChaos.ts';
import { CONTROL_NAMES, FAULT_NAMES } from './chaos/types.ts';
import { complain, say } from '../scripts/terminal.ts';

const USAGE = `Usage: npm run chaos -- [--seconds N] [--seed N] [--faults A,B,…] [--workers N] [--fsync always|everysec]
       [--control NAME] [--json FILE]

Hurts a PostgreSQL, a Redis and workers of its own in every way it knows while writes go on, and then looks for every
write that was acknowledged. Ends with 0 if nothing was lost and nothing went back, else with 1.

  --seconds N     how long (default 60)
  --seed N        of the faults and the writes (default 1): the same seed gives the same schedule
  --faults A,B,…  all by default: ${wrap(FAULT_NAMES)}
  --workers N     worker processes (default 2)
  --fsync HOW     Redis' appendfsync: always (default: nothing may be lost) or everysec (the last second may be, and
                  lose-redis-tail takes it away)
  --control NAME  does it wrong in a known way, which must fail: ${CONTROL_NAMES.join(', ')}
  --json FILE     the result for programs`;

const values = readArguments();
const plan = readPlan();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    say('Stopping; what was done is judged …');
    stop.abort();
  });
}
const result = await runChaos({ plan, say, onProgress: createProgress(), signal: stop.signal });
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
say(renderResult(result));
process.exit(result.verdict === 'passed' ? 0 : 1);

function readArguments() {
  try {
    const { values: given } = parseArgs({
      options: {
        seconds: { type: 'string' },
        seed: { type: 'string' },
        faults: { type: 'string' },
        workers: { type: 'string' },
        fsync: { type: 'string' },
        control: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    if (given.help !== true) return given;
    say(USAGE);
    process.exit(0);
  } catch (error: unknown) {
    return refuse(error);
  }
}

function readPlan() {
  try {
    return parsePlan(values);
  } catch (error: unknown) {
    if (error instanceof PlanError) return refuse(error);
    throw error;
  }
}

function refuse(error: unknown): never {
  complain(`${error instanceof Error ? error.message : String(error)}\nTry --help.`);
  process.exit(2);
}

/** A line every ten seconds. */
function createProgress(): (progress: ChaosProgress) => void {
  let saidAt = performance.now();
  return ({ secondsLeft, faults, acknowledged }) => {
    if (performance.now() - saidAt < 10_000) return;
    saidAt = performance.now();
    say(
      `${faults} faults, ${formatCount(acknowledged)} writes acknowledged; about ${Math.ceil(secondsLeft)} s left`,
    );
  };
}

function wrap(names: readonly string[]): string {
  const lines = [''];
  for (const name of names) {
    const line = lines.at(-1)!;
    if (line.length + name.length > 100) lines.push(`${name}, `);
    else lines[lines.length - 1] = `${line}${name}, `;
  }
  return lines.join('\n                  ').trimEnd().replace(/,$/, '');
}
