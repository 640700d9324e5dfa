import { FEED_SORTS } from '../../domain/feedSorts.ts';
import { mint, mints, object, oneOf, search, wholeNumber } from '../inputs.ts';
import { cursorText } from '../feedCursor.ts';
import { readFeedPage } from '../readers/feed.ts';
import { readFeedToken, readFeedTokens } from '../readers/feedToken.ts';
import { pipelineQuery, router } from '../trpc.ts';

export const feedRouter = router({
  list: pipelineQuery
    .input(
      object({
        sort: oneOf(FEED_SORTS),
        limit: wholeNumber(1, 500),
        cursor: cursorText.nullish(),
        search: search.optional(),
      }),
    )
    .query(({ ctx, input }) => readFeedPage(ctx.services, input)),
  tokens: pipelineQuery
    .input(object({ mints }))
    .query(({ ctx, input }) => readFeedTokens(ctx.services, input.mints)),
  token: pipelineQuery
    .input(object({ mint }))
    .query(({ ctx, input }) => readFeedToken(ctx.services, input.mint)),
});
