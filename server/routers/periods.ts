import { nullableTime, object } from '../inputs.ts';
import { comparePeriods, listPeriods } from '../readers/comparePeriods.ts';
import { query, router } from '../trpc.ts';

export const periodsRouter = router({
  list: query.query(({ ctx }) => listPeriods(ctx.services)),
  compare: query
    .input(object({ before: nullableTime, after: nullableTime }))
    .query(({ ctx, input }) => comparePeriods(ctx.services, input)),
});
