import { object, timeRange, wholeNumber } from '../inputs.ts';
import { readCheckpoints } from '../readers/history.ts';
import { query, router } from '../trpc.ts';

export const checkpointsRouter = router({
  /** Newest first. */
  list: query
    .input(object({ ...timeRange, limit: wholeNumber(1, 5_000) }))
    .query(({ ctx, input }) => readCheckpoints(ctx.services, input)),
});
