import type { Overview } from '../../../server/types.ts';
import { formatCounted } from '../format.ts';
import { STRATEGY_TEXT } from './strategies.ts';

export type StrategyState = Overview['strategy'];

/** "direct is in force …", or the switch that is under way. */
export function describeState({ inForce, asked, draining }: StrategyState): string {
  if (inForce === null) return 'No strategy is known yet: a worker sets it at its first start.';
  const waiting = draining !== null && draining > 0 ? formatCounted(draining, 'row') : null;
  if (asked !== null && asked !== inForce) {
    return `Switching from ${inForce} to ${asked}${waiting === null ? ' …' : `: draining ${waiting}`}`;
  }
  const rest = waiting === null ? '' : ` Draining ${waiting} that still wait.`;
  return `${inForce} is in force. ${STRATEGY_TEXT[inForce].what}${rest}`;
}

/** What is to be said of a change: that a switch is complete, or that the buffer has drained; null: nothing. */
export function describeChange(
  last: StrategyState,
  { inForce, asked, draining }: StrategyState,
): string | null {
  if (inForce === null) return null;
  // What is not known for a while has not changed; on the way from one to another a third may be in force.
  if (last.inForce !== null && last.inForce !== inForce && asked === inForce) {
    const waiting = draining !== null && draining > 0 ? ` Draining ${formatCounted(draining, 'row')}.` : '';
    return `${inForce} is in force now.${waiting}`;
  }
  return last.draining !== null && last.draining > 0 && draining === 0 ? 'The buffer has drained.' : null;
}
