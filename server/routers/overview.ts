import { readOverview } from '../readers/overview.ts';
import { readScorecard } from '../readers/scorecard.ts';
import { pipelineQuery, query, router } from '../trpc.ts';

export const overviewRouter = router({
  read: query.query(({ ctx }) => readOverview(ctx.services)),
  scorecard: pipelineQuery.query(({ ctx }) => readScorecard(ctx.services)),
});
