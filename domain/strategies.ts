export const STRATEGY_NAMES = ['direct', 'buffer-all', 'hybrid', 'hybrid-split'] as const;
export type StrategyName = (typeof STRATEGY_NAMES)[number];

interface StrategyFacts {
  /** Updates wait in the buffer for the next sync. */
  readonly isBuffering: boolean;
  /** Volatile columns are in token_market. */
  readonly isSplit: boolean;
}

const FACTS: Readonly<Record<StrategyName, StrategyFacts>> = {
  direct: { isBuffering: false, isSplit: false },
  'buffer-all': { isBuffering: true, isSplit: false },
  hybrid: { isBuffering: true, isSplit: false },
  'hybrid-split': { isBuffering: true, isSplit: true },
};

export const UNBUFFERED_STRATEGIES = STRATEGY_NAMES.filter((name) => !FACTS[name].isBuffering);
export const SPLIT_STRATEGIES = STRATEGY_NAMES.filter((name) => FACTS[name].isSplit);

/** False for any other text. */
export const isUnbuffered = (name: string | null | undefined): boolean =>
  UNBUFFERED_STRATEGIES.some((known) => known === name);
export const isSplit = (name: string | null | undefined): boolean =>
  SPLIT_STRATEGIES.some((known) => known === name);

/** Null for any other text. */
export const toStrategyName = (text: string | null | undefined): StrategyName | null =>
  STRATEGY_NAMES.find((name) => name === text) ?? null;
