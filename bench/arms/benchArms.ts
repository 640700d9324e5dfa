import { type BenchServers, HOT_TOKENS, TOKENS } from '../servers.ts';
import { REFERENCE_ARMS } from './arms.ts';
import { type ArmMeasurement, measureArm } from './measureArm.ts';
import { renderArms } from './renderArms.ts';

const ARM_SECONDS = 6;
const ARM_OVERHEAD_SECONDS = 10;

/** Each arm in turn, with what it is and how long it all still takes. */
export async function benchArms(
  target: BenchServers,
  say: (line: string) => void,
): Promise<{ readonly value: readonly ArmMeasurement[]; readonly text: string }> {
  const range = { tokens: HOT_TOKENS, tableTokens: TOKENS, seconds: ARM_SECONDS };
  const measured: ArmMeasurement[] = [];
  for (const [done, { name, what }] of REFERENCE_ARMS.entries()) {
    const left = (REFERENCE_ARMS.length - done) * (1.5 * ARM_SECONDS + ARM_OVERHEAD_SECONDS);
    say(
      `Arm ${done + 1} of ${REFERENCE_ARMS.length}: ${name} (${what}), about ${Math.ceil(left / 60)} min left`,
    );
    measured.push(await measureArm(target, name, range));
  }
  const title = `${HOT_TOKENS} of ${TOKENS} tokens, 10 callers with 30 updates a call, ${ARM_SECONDS} s; killed after ${ARM_SECONDS / 2} s`;
  return { value: measured, text: `${title}\n${renderArms(measured)}` };
}
