import type { StrategyName } from '../worker/types.ts';

const known: Readonly<Record<StrategyName, true>> = {
  direct: true,
  'buffer-all': true,
  hybrid: true,
  'hybrid-split': true,
};

export const STRATEGY_NAMES = Object.keys(known) as StrategyName[];

export const toStrategyName = (text: string | null | undefined): StrategyName | null =>
  STRATEGY_NAMES.find((name) => name === text) ?? null;
