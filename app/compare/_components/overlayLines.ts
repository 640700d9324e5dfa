import type { ExperimentResult, Moment } from '../../../domain/experiment.ts';
import type { StrategyName } from '../../../domain/strategies.ts';

/** One run as a line. */
export interface OverlayLine {
  readonly id: string;
  /** The arm, and of which experiment where two are laid over each other. */
  readonly name: string;
  readonly strategy: StrategyName;
  /** 0, or 1 for the one that is laid over. */
  readonly experiment: number;
  /** True for the first line of its arm: one entry in the legend. */
  readonly isFirst: boolean;
  readonly moments: readonly Moment[];
}

export function collectLines(experiments: readonly ExperimentResult[]): OverlayLine[] {
  return experiments.flatMap((result, experiment) =>
    result.arms.flatMap((arm) =>
      result.runs
        .filter((run) => run.arm === arm.index)
        .map((run, position) => ({
          id: `${experiment}-${arm.index}-${run.repetition}`,
          name: experiment === 0 ? arm.name : `${arm.name} (laid over)`,
          strategy: arm.strategy,
          experiment,
          isFirst: position === 0,
          moments: run.moments,
        })),
    ),
  );
}

/** At least 1, so that an axis up to it has a length. */
export const findLargest = (lines: readonly OverlayLine[], measure: keyof Moment): number =>
  lines.reduce(
    (largest, { moments }) => moments.reduce((most, moment) => Math.max(most, moment[measure] ?? 0), largest),
    1,
  );
