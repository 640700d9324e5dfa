import { discardLetters, replayLetters } from '../actions/deadLetters.ts';
import { deadLetterIds, object, wholeNumber } from '../inputs.ts';
import { readBufferPage } from '../readers/bufferPage.ts';
import { readApplications } from '../readers/applicationBuffers.ts';
import { pipelineMutation, pipelineQuery, query, router } from '../trpc.ts';

const ids = object({ ids: deadLetterIds });

export const bufferRouter = router({
  /** Those of breakwater-buffer in any application, table by table. */
  applications: query.query(({ ctx }) => readApplications(ctx.services)),
  list: pipelineQuery
    .input(object({ limit: wholeNumber(1, 500) }))
    .query(({ ctx, input }) => readBufferPage(ctx.services, input.limit)),
  /** A new acceptance of each: with a new order, into the buffer. */
  replay: pipelineMutation.input(ids).mutation(({ ctx, input }) => replayLetters(ctx.services, input.ids)),
  discard: pipelineMutation.input(ids).mutation(({ ctx, input }) => discardLetters(ctx.services, input.ids)),
});
