import { query, router } from '../trpc.ts';

export const hotRouter = router({
  /** What keeps updates from being HOT; null where a watcher has not read it yet. At most 15 s old; of a watched server, a minute or more. */
  preventers: query.query(({ ctx }) => ctx.services.hotReader.read()),
});
