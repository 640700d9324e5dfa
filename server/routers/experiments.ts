import { z } from 'zod';
import { startExperiment, stopExperiment } from '../actions/startExperiment.ts';
import { object, oneOf, text, wholeNumber } from '../inputs.ts';
import { listExperiments, readExperiment } from '../readers/experiments.ts';
import { STRATEGY_NAMES } from '../../domain/strategies.ts';
import { pipelineMutation, pipelineQuery, router } from '../trpc.ts';

const PRESETS = ['incident', 'seed', 'firehose'] as const;
const TAKES_ARMS = '2 to 8 strategies';
const arms = z.array(oneOf(STRATEGY_NAMES), TAKES_ARMS).min(2, TAKES_ARMS).max(8, TAKES_ARMS);

export const experimentsRouter = router({
  list: pipelineQuery.query(({ ctx }) => listExperiments(ctx.services)),
  /** Null: there is none, or no run of it has ended. */
  one: pipelineQuery
    .input(object({ id: text(1, 64) }))
    .query(({ ctx, input }) => readExperiment(ctx.services, input.id)),
  start: pipelineMutation
    .input(
      object({
        arms,
        preset: oneOf(PRESETS),
        cycles: wholeNumber(1, 100),
        repetitions: wholeNumber(1, 50),
        timeScale: wholeNumber(1, 1000),
        seed: wholeNumber(0, 4_294_967_295),
      }),
    )
    .mutation(({ ctx, input }) => startExperiment(ctx.services, input)),
  stop: pipelineMutation
    .input(object({ id: text(1, 64) }))
    .mutation(({ ctx, input }) => stopExperiment(ctx.services, input.id)),
});
