import { deleteLogImport } from '../../redis/logImports.ts';
import { object, text } from '../inputs.ts';
import { readImports, readRecords } from '../readers/logs.ts';
import { mutation, query, router } from '../trpc.ts';
import { fromRedis } from '../unavailable.ts';

const input = object({ id: text(1, 64) });

export const logsRouter = router({
  list: query.query(({ ctx }) => readImports(ctx.services)),
  /** Newest first. */
  records: query.input(input).query(({ ctx, input: { id } }) => readRecords(ctx.services, id)),
  /** False: it was gone already. */
  delete: mutation
    .input(input)
    .mutation(({ ctx, input: { id } }) => fromRedis(deleteLogImport(ctx.services.redis, id))),
});
