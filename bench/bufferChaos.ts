import { formatCount } from '../domain/format.ts';
import { oneOf, wholeNumber } from '../scripts/command/arguments.ts';
import { defineCommand } from '../scripts/command/Command.ts';
import { createOutput, outputFlags } from '../scripts/command/output.ts';
import { BUFFER_CONTROLS } from './bufferChaos/messages.ts';
import { type BufferChaosResult, runBufferChaos } from './bufferChaos/runBufferChaos.ts';

const USAGE = `Usage: npm run verify -- buffer [--faults N] [--seed N] [--control NAME] [--json] [--output FILE]

Hurts a PostgreSQL, a Redis and two processes that buffer three tables through breakwater-buffer, and then compares every
row with what was accepted. Ends with 0 if nothing was lost and nothing counted twice, else with 1.

  --faults N      how many (default 200), with at least 200 updates before each
  --seed N        of the faults and the updates (default 1)
  --control NAME  does it wrong in a known way, which must fail: ${BUFFER_CONTROLS.join(', ')}
  --json          the result for programs instead of the text; --output FILE the same into FILE (.json)`;

export const command = defineCommand({
  usage: USAGE,
  flags: {
    faults: wholeNumber(1, 1_000_000, 200),
    seed: wholeNumber(0, 4_294_967_295, 1),
    control: oneOf(BUFFER_CONTROLS, null),
    ...outputFlags(),
  },
  run: async ({ json, output, ...plan }) => {
    const { give } = createOutput({ json, output });
    const result = await runBufferChaos(plan);
    const isWhole = result.wrong.length === 0 && result.imbalance === 0 && result.failures.length === 0;
    give({ value: result, text: render(result, isWhole) });
    return isWhole ? 0 : 1;
  },
});

function render(
  { updates, faults, rows, wrong, imbalance, failures }: BufferChaosResult,
  isWhole: boolean,
): string {
  const counts = Object.entries(faults).map(([name, count]) => `${count} × ${name}`);
  return [
    `${formatCount(updates)} updates of ${rows} rows; ${counts.join(', ')}`,
    `${wrong.length} rows are wrong; the ledger is off by ${imbalance}`,
    ...wrong.slice(0, 10),
    ...failures.slice(0, 10),
    isWhole ? 'Passed: nothing was lost, nothing was counted twice.' : 'FAILED',
  ].join('\n');
}
