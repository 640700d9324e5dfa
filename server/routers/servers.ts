import { readServers } from '../readers/servers.ts';
import { listServices } from '../services.ts';
import { query, router } from '../trpc.ts';

export const serversRouter = router({
  /** Those that are watched, by trouble; none beside a pipeline. */
  list: query.query(() => readServers(listServices())),
});
