import { requestCheckpoint } from '../actions/requestCheckpoint.ts';
import { mutation, router } from '../trpc.ts';

export const checkpointRouter = router({
  request: mutation.mutation(({ ctx }) => requestCheckpoint(ctx.services)),
});
