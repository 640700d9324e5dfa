import { discardLetters, replayLetters } from '../actions/deadLetters.ts';
import { deadLetterIds, object, wholeNumber } from '../inputs.ts';
import { readBufferPage } from '../readers/bufferPage.ts';
import { pipelineMutation, pipelineQuery, router } from '../trpc.ts';

const ids = object({ ids: deadLetterIds });

export const bufferRouter = router({
  list: pipelineQuery
    .input(object({ limit: wholeNumber(1, 500) }))
    .query(({ ctx, input }) => readBufferPage(ctx.services, input.limit)),
  /** A new acceptance of each: with a new order, into the buffer. */
  replay: pipelineMutation.input(ids).mutation(({ ctx, input }) => replayLetters(ctx.services, input.ids)),
  discard: pipelineMutation.input(ids).mutation(({ ctx, input }) => discardLetters(ctx.services, input.ids)),
});
