import { requestCheckpoint } from '../actions/requestCheckpoint.ts';
import { pipelineMutation, router } from '../trpc.ts';

export const checkpointRouter = router({
  request: pipelineMutation.mutation(({ ctx }) => requestCheckpoint(ctx.services)),
});
