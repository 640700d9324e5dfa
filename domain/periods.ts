import type { Mark } from './marks.ts';
import type { RateChange } from './rates.ts';
import type { StrategyName } from './strategies.ts';
import type { FigureKey, Figures } from './figures.ts';

/** The time between two marks. */
export interface Period {
  /** Ms: when its mark came, by which it is named; 0: it began before all marks that are kept. */
  readonly from: number;
  readonly to: number;
  readonly mark: Mark | null;
  /** Null: there is no pipeline, or it is not known. */
  readonly strategy: StrategyName | null;
  /** It goes on. */
  readonly isCurrent: boolean;
}

/** Counted in whole cycles; the first one after its mark is left out. */
export interface MeasuredPeriod extends Period {
  readonly figures: Figures;
  /** checkpoint_timeout; null: not known. */
  readonly cycleSeconds: number | null;
}

export interface PeriodComparison {
  /** Those that can be chosen, newest first. */
  readonly periods: readonly Period[];
  /** Null: none has enough cycles, or the one that was asked for is not kept. */
  readonly before: MeasuredPeriod | null;
  readonly after: MeasuredPeriod | null;
  /** Changes of the figures that both have. */
  readonly changes: Readonly<Partial<Record<FigureKey, RateChange>>>;
  /** The same figures block by block, oldest first: a block is two cycles, and longer where there would be more than 20. */
  readonly blocks: { readonly before: FigureBlocks; readonly after: FigureBlocks };
}

export type FigureBlocks = Readonly<Partial<Record<FigureKey, readonly number[]>>>;
