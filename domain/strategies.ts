export const STRATEGY_NAMES = ['direct', 'buffer-all', 'hybrid', 'hybrid-split'] as const;
export type StrategyName = (typeof STRATEGY_NAMES)[number];

/** Null for any other text. */
export const toStrategyName = (text: string | null | undefined): StrategyName | null =>
  STRATEGY_NAMES.find((name) => name === text) ?? null;
