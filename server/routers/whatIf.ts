import { readMeasuredWorkload } from '../readers/measuredWorkload.ts';
import { query, router } from '../trpc.ts';

export const whatIfRouter = router({
  /** Null: no worker has made the tables yet. Looks twice, three seconds apart. */
  measure: query.query(({ ctx }) => readMeasuredWorkload(ctx.services)),
});
