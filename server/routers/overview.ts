import { readOverview } from '../readers/overview.ts';
import { readScorecard } from '../readers/scorecard.ts';
import { query, router } from '../trpc.ts';

export const overviewRouter = router({
  read: query.query(({ ctx }) => readOverview(ctx.services)),
  scorecard: query.query(({ ctx }) => readScorecard(ctx.services)),
});
