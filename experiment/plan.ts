import { STRATEGY_NAMES } from '../domain/strategies.ts';
import type { ArmPlan, ExperimentPlan } from '../domain/experiment.ts';
import { PROFILE_NAMES } from '../domain/profiles.ts';

const DEFAULT_SYNC_INTERVAL_MS = 300_000;

/** Every job of the workload runs once in three cycles, and cycles are judged by twos: six hold whole numbers of both. */
export const PLAN_DEFAULTS = {
  preset: 'incident' as const,
  cycles: 6,
  repetitions: 2,
  timeScale: 10,
  seed: 1,
} satisfies Partial<ExperimentPlan>;
const DEFAULT_ARMS = 'direct,hybrid,hybrid-split';

/** Names the arm and what it takes. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/** `arms`: as a person writes them. @throws PlanError */
export function parsePlan({
  arms = DEFAULT_ARMS,
  ...rest
}: Partial<Omit<ExperimentPlan, 'arms'>> & { readonly arms?: string }): ExperimentPlan {
  const parsed = arms.split(',').map(parseArm);
  if (parsed.length < 2) {
    throw new PlanError(
      `--arms is "${arms}": it takes at least two, parted by commas, such as ${DEFAULT_ARMS}`,
    );
  }
  return { ...PLAN_DEFAULTS, ...rest, arms: parsed };
}

/** STRATEGY[:PROFILE][@SYNC_SECONDS], such as hybrid:calm@600. */
function parseArm(text: string): ArmPlan {
  const [, strategyName, profileName = 'default', seconds] =
    /^([a-z-]+)(?::([a-z]+))?(?:@(\d+))?$/.exec(text.trim()) ?? [];
  const strategy = STRATEGY_NAMES.find((name) => name === strategyName);
  const profile = PROFILE_NAMES.find((name) => name === profileName);
  const syncIntervalMs = seconds === undefined ? DEFAULT_SYNC_INTERVAL_MS : Number(seconds) * 1_000;
  if (
    strategy === undefined ||
    profile === undefined ||
    syncIntervalMs < 1_000 ||
    syncIntervalMs > 86_400_000
  ) {
    throw new PlanError(
      `--arms has "${text}": an arm is a strategy (${STRATEGY_NAMES.join(', ')}), then perhaps :PROFILE ` +
        `(${PROFILE_NAMES.join(', ')}) and @SECONDS between two syncs, 1 to 86400`,
    );
  }
  return { strategy, profile, syncIntervalMs };
}

/** As parseArm() reads it, without what is the default. */
export function nameArm({ strategy, profile, syncIntervalMs }: ArmPlan): string {
  const at = syncIntervalMs === DEFAULT_SYNC_INTERVAL_MS ? '' : `@${syncIntervalMs / 1_000}`;
  return `${strategy}${profile === 'default' ? '' : `:${profile}`}${at}`;
}

export interface PlannedRun {
  readonly arm: number;
  readonly repetition: number;
}

/** Forth and back in turn (A B C, C B A, …), so that whatever drifts hits all arms alike. */
export function planRuns({ arms, repetitions }: ExperimentPlan): PlannedRun[] {
  return Array.from({ length: repetitions }, (_, repetition) => {
    const runs = arms.map((_arm, arm) => ({ arm, repetition }));
    return repetition % 2 === 0 ? runs : runs.toReversed();
  }).flat();
}
