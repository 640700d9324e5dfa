import { object, text, timeRange } from '../inputs.ts';
import { readCheckpointTables, readTables } from '../readers/tables.ts';
import { query, router } from '../trpc.ts';

export const tablesRouter = router({
  /** Which tables filled the checkpoints of a range. */
  range: query.input(object(timeRange)).query(({ ctx, input }) => readTables(ctx.services, input)),
  /** Which tables filled one of them; the range holds its start. */
  ofCheckpoint: query
    .input(object({ id: text(1, 200), ...timeRange }))
    .query(({ ctx, input }) => readCheckpointTables(ctx.services, input)),
});
