import { bufferRouter } from './routers/buffer.ts';
import { checkpointRouter } from './routers/checkpoint.ts';
import { checkpointsRouter } from './routers/checkpoints.ts';
import { experimentsRouter } from './routers/experiments.ts';
import { feedRouter } from './routers/feed.ts';
import { historyRouter } from './routers/history.ts';
import { hotRouter } from './routers/hot.ts';
import { liveRouter } from './routers/live.ts';
import { logsRouter } from './routers/logs.ts';
import { marksRouter } from './routers/marks.ts';
import { overviewRouter } from './routers/overview.ts';
import { periodsRouter } from './routers/periods.ts';
import { profileRouter } from './routers/profile.ts';
import { serversRouter } from './routers/servers.ts';
import { strategyRouter } from './routers/strategy.ts';
import { tablesRouter } from './routers/tables.ts';
import { whatIfRouter } from './routers/whatIf.ts';
import { createCallerFactory, router } from './trpc.ts';

export const appRouter = router({
  overview: overviewRouter,
  history: historyRouter,
  hot: hotRouter,
  live: liveRouter,
  logs: logsRouter,
  marks: marksRouter,
  periods: periodsRouter,
  servers: serversRouter,
  strategy: strategyRouter,
  profile: profileRouter,
  checkpoint: checkpointRouter,
  checkpoints: checkpointsRouter,
  tables: tablesRouter,
  feed: feedRouter,
  buffer: bufferRouter,
  experiments: experimentsRouter,
  whatIf: whatIfRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP: server components and tests. */
export const createCaller = createCallerFactory(appRouter);
