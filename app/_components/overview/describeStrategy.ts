import type { Overview } from '../../../server/types.ts';
import { formatCounted } from '../format.ts';
import { STRATEGY_TEXT } from './strategies.ts';

export type StrategyState = Overview['strategy'];

/** "direct is active …", or the switch that is under way. */
export function describeState({ active, asked, draining }: StrategyState): string {
  if (active === null) return 'No strategy is known yet: a worker sets it at its first start.';
  const waiting = draining !== null && draining > 0 ? formatCounted(draining, 'row') : null;
  if (asked !== null && asked !== active) {
    return `Switching from ${active} to ${asked}${waiting === null ? ' …' : `: draining ${waiting}`}`;
  }
  const rest = waiting === null ? '' : ` Draining ${waiting} that still wait.`;
  return `${active} is active. ${STRATEGY_TEXT[active].what}${rest}`;
}

/** Announces a change: a switch is complete, or the buffer has drained; null: nothing. */
export function describeChange(
  last: StrategyState,
  { active, asked, draining }: StrategyState,
): string | null {
  if (active === null) return null;
  // A strategy that is not known for a while has not changed; on the way from one to another a third may be active.
  if (last.active !== null && last.active !== active && asked === active) {
    const waiting = draining !== null && draining > 0 ? ` Draining ${formatCounted(draining, 'row')}.` : '';
    return `${active} is active now.${waiting}`;
  }
  return last.draining !== null && last.draining > 0 && draining === 0 ? 'The buffer has drained.' : null;
}
