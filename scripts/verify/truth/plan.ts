import type { StrategyName } from '../../../domain/strategies.ts';

export type Server = 'postgres' | 'redis' | 'worker';

/** An action for a while, and the state that it leaves for the next. */
export interface Phase {
  readonly name: string;
  readonly seconds: number;
  /** Awaited when it begins, before its seconds count. */
  readonly run?: () => Promise<void>;
  /** Switched to when it begins. */
  readonly strategy?: StrategyName;
  /** Stopped by SIGSTOP when it begins, and woken at its end. */
  readonly frozen?: Server;
}

/** A phase as it was run, ms since the epoch. */
export interface PastPhase extends Phase {
  readonly from: number;
  readonly to: number;
}

const FROZEN_SECONDS = 12;
/** After this time a part that was silent shows itself again, and a checkpoint_timeout begins again. */
const RECOVERY_SECONDS = 28;
/** Under hybrid the first window of whole cycles takes longest. */
const STRATEGIES: readonly (readonly [StrategyName, share: number])[] = [
  ['direct', 0.3],
  ['hybrid', 0.38],
  ['hybrid-split', 0.32],
];
const OUTAGES: readonly (readonly [Server, name: string])[] = [
  ['postgres', 'PostgreSQL frozen'],
  ['redis', 'Redis stopped'],
  ['worker', 'worker frozen'],
];
export const MIN_MINUTES = 3;

/** Each strategy in turn, the first as the system starts; then one outage after the other. */
export function createPlan(minutes: number): readonly Phase[] {
  const outages = OUTAGES.flatMap(([frozen, name]): Phase[] => [
    { name, seconds: FROZEN_SECONDS, frozen },
    { name: `after ${name}`, seconds: RECOVERY_SECONDS },
  ]);
  const left = minutes * 60 - countSeconds(outages);
  const strategies = STRATEGIES.map(([strategy, share]): Phase => ({
    name: strategy,
    seconds: Math.round(left * share),
    strategy,
  }));
  return [...strategies, ...outages];
}

export const countSeconds = (phases: readonly Phase[]): number =>
  phases.reduce((sum, { seconds }) => sum + seconds, 0);
