import type { StrategyName } from '../../../domain/strategies.ts';

interface StrategyText {
  /** Describes the strategy. */
  readonly what: string;
  /** Describes the effect of a switch to it. */
  readonly onSwitch: string;
}

export const STRATEGY_TEXT = {
  direct: {
    what: 'Each update is a statement of its own, as before the fix.',
    onSwitch:
      'What waits in the buffer is written first; then every update becomes a write statement of its own. Expect thousands of dirty pages in each checkpoint.',
  },
  'buffer-all': {
    what: 'The first, broken fix: new tokens wait in the buffer too.',
    onSwitch:
      'Updates and new tokens wait in Redis. Jobs that come early meet missing rows, count them and try again; nothing is lost.',
  },
  hybrid: {
    what: 'New tokens at once, updates buffered and merged: the fix.',
    onSwitch:
      'New tokens still go to PostgreSQL at once. Updates wait in Redis, merged per token, and go down in batches with each sync.',
  },
  'hybrid-split': {
    what: 'As hybrid, and volatile columns live in a small table of their own: few pages, little WAL.',
    onSwitch:
      'Updates wait in Redis as under hybrid. With the next syncs, the volatile columns of updated tokens move into a narrow table; leaving it, they move back first.',
  },
} satisfies Record<StrategyName, StrategyText>;

/** In the order in which they are shown. */
export const SHOWN_STRATEGIES = Object.keys(STRATEGY_TEXT) as readonly StrategyName[];
