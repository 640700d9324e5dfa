import { PRESET_NAMES } from '../domain/presets.ts';
import { STRATEGY_NAMES } from '../domain/strategies.ts';
import type { ArmPlan, ExperimentPlan } from '../domain/experiment.ts';
import { PROFILE_NAMES } from '../domain/profiles.ts';

const DEFAULT_SYNC_INTERVAL_MS = 300_000;

/** What a person gave, as text; absent: the default. */
export interface PlanInput {
  readonly arms?: string | undefined;
  readonly preset?: string | undefined;
  readonly cycles?: string | undefined;
  readonly repetitions?: string | undefined;
  readonly 'time-scale'?: string | undefined;
  readonly seed?: string | undefined;
}

/** Three cycles are a quarter of an hour: every job of the workload runs in them, once per quarter. */
const DEFAULTS = {
  arms: 'direct,hybrid,hybrid-split',
  preset: 'incident',
  cycles: '3',
  repetitions: '2',
  'time-scale': '10',
  seed: '1',
} as const;

/** Names the flag, what it got and what it takes. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/** @throws PlanError */
export function parsePlan(input: PlanInput): ExperimentPlan {
  const read = (name: keyof PlanInput): string => input[name] ?? DEFAULTS[name];
  const number = (name: keyof PlanInput, least: number, most: number): number => {
    const value = Number(read(name));
    if (/^\d+$/.test(read(name)) && value >= least && value <= most) return value;
    throw new PlanError(`--${name} is "${read(name)}": it takes a whole number from ${least} to ${most}`);
  };
  const preset = PRESET_NAMES.find((name) => name === read('preset'));
  if (preset === undefined) {
    throw new PlanError(`--preset is "${read('preset')}": it takes ${PRESET_NAMES.join(', ')}`);
  }
  const arms = read('arms').split(',').map(parseArm);
  if (arms.length < 2) {
    throw new PlanError(
      `--arms is "${read('arms')}": it takes at least two, parted by commas, such as ${DEFAULTS.arms}`,
    );
  }
  return {
    arms,
    preset,
    cycles: number('cycles', 1, 100),
    repetitions: number('repetitions', 1, 50),
    timeScale: number('time-scale', 1, 1000),
    seed: number('seed', 0, 4_294_967_295),
  };
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
