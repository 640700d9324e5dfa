import type { DrawOrder, Recorder, TokenReader, TrackedTokens, WriteStrategy } from '../types.ts';
import { computeHotScore } from './hotScore.ts';
import { readTrackedPages } from './trackedPages.ts';

const ORIGIN = { component: 'HotScoreJob', kind: 'score', batch: true } as const;

export interface HotScoreJobDeps {
  readonly strategy: WriteStrategy;
  readonly reader: TokenReader;
  readonly tracked: TrackedTokens;
  readonly drawOrder: DrawOrder;
  readonly recorder: Recorder;
}

/** Every 15 minutes: scores the tracked tokens by what is known of them, buffered values included. */
export class HotScoreJob {
  private readonly deps: HotScoreJobDeps;

  constructor(deps: HotScoreJobDeps) {
    this.deps = deps;
  }

  async run(): Promise<void> {
    const { reader, strategy, drawOrder, recorder, tracked } = this.deps;
    for await (const mints of readTrackedPages(tracked)) {
      const order = await drawOrder();
      const tokens = await reader.readTokens(mints);
      if (tokens.length < mints.length)
        recorder.countRecordNotFound('HotScoreJob', mints.length - tokens.length);
      const now = Date.now();
      const updates = tokens.map((token) => ({
        mint: token.mint,
        order,
        hotScore: computeHotScore(token, now),
      }));
      if (updates.length > 0) await strategy.update(updates, ORIGIN);
    }
  }
}
