import { STRATEGY_NAMES } from '../../domain/strategies.ts';
import { setStrategy } from '../actions/setStrategy.ts';
import { object, oneOf } from '../inputs.ts';
import { pipelineMutation, router } from '../trpc.ts';

export const strategyRouter = router({
  /** Answers at once; the live stream says when it is active. */
  set: pipelineMutation
    .input(object({ strategy: oneOf(STRATEGY_NAMES) }))
    .mutation(({ ctx, input }) => setStrategy(ctx.services, input.strategy)),
});
