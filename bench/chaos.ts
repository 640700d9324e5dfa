import { formatCount } from '../domain/format.ts';
import { PLAN_FLAGS } from './chaos/plan.ts';
import { renderResult } from './chaos/renderResult.ts';
import { type ChaosProgress, runChaos } from './chaos/runChaos.ts';
import { CONTROL_NAMES, FAULT_NAMES } from './chaos/types.ts';
import { abortOnSignal } from '../scripts/command/abortOnSignal.ts';
import { defineCommand } from '../scripts/command/Command.ts';
import { createOutput, outputFlags } from '../scripts/command/output.ts';

const USAGE = `Usage: npm run chaos -- [--seconds N] [--seed N] [--faults A,B,…] [--workers N] [--fsync always|everysec]
       [--control NAME] [--json] [--output FILE]

Hurts a PostgreSQL, a Redis and workers of its own in every way it knows while writes go on, and then looks for every
write that was acknowledged. Ends with 0 if nothing was lost and nothing went back, else with 1.

  --seconds N     how long (default 60)
  --seed N        of the faults and the writes (default 1): the same seed gives the same schedule
  --faults A,B,…  all by default: ${wrap(FAULT_NAMES)}
  --workers N     worker processes (default 2)
  --fsync HOW     Redis' appendfsync: always (default: nothing may be lost) or everysec (the last second may be, and
                  lose-redis-tail takes it away)
  --control NAME  does it wrong in a known way, which must fail: ${CONTROL_NAMES.join(', ')}
  --json          the result for programs instead of the text; --output FILE the same into FILE (.json)`;

export const command = defineCommand({
  usage: USAGE,
  flags: { ...PLAN_FLAGS, ...outputFlags() },
  run: async ({ json, output, ...plan }) => {
    const { say, give } = createOutput({ json, output });
    const signal = abortOnSignal(() => say('Stopping; what was done is judged …'));
    const result = await runChaos({ plan, say, onProgress: createProgress(say), signal });
    give({ value: result, text: renderResult(result) });
    return result.verdict === 'passed' ? 0 : 1;
  },
});

/** A line every ten seconds. */
function createProgress(say: (line: string) => void): (progress: ChaosProgress) => void {
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
