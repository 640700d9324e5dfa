import { readMeasuredWorkload } from '../readers/measuredWorkload.ts';
import { pipelineQuery, router } from '../trpc.ts';

export const whatIfRouter = router({
  /** Null: no worker has made the tables yet. Reads twice, three seconds apart. */
  measure: pipelineQuery.query(({ ctx }) => readMeasuredWorkload(ctx.services)),
});
