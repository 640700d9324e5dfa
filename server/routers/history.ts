import { object, timeRange, wholeNumber } from '../inputs.ts';
import { narrowToHistory, readHistoryEvents, readHistorySamples, readSpikes } from '../readers/history.ts';
import { readHistoryMarks } from '../readers/historyMarks.ts';
import { query, router } from '../trpc.ts';

export const historyRouter = router({
  samples: query
    .input(object({ ...timeRange, points: wholeNumber(1, 2_000) }))
    .query(async ({ ctx: { services }, input }) =>
      readHistorySamples(services, await narrowToHistory(services, input)),
    ),
  /** Events of the same range, thinned to what that number of points can show. */
  marks: query
    .input(object({ ...timeRange, points: wholeNumber(1, 2_000) }))
    .query(({ ctx, input }) => readHistoryMarks(ctx.services, input)),
  spikes: query
    .input(object({ ...timeRange, limit: wholeNumber(1, 2_000) }))
    .query(({ ctx, input }) => readSpikes(ctx.services, input)),
  events: query
    .input(object({ ...timeRange, limit: wholeNumber(1, 2_000) }))
    .query(({ ctx, input }) => readHistoryEvents(ctx.services, input)),
});
