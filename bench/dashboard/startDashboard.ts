import { setTimeout as delay } from 'node:timers/promises';
import { createRedisClient, type RedisClient } from '../../redis/client.ts';
import { SETTINGS_KEY } from '../../redis/keys.ts';
import { readRunFile } from '../../scripts/launch/embedded/runFile.ts';
import { startTemporaryRun } from '../../scripts/launch/temporaryRun.ts';
import type { StrategyName } from '../../domain/strategies.ts';

/** Some syncs of the new strategy: what the first one moves does not count. */
const SETTLE_MS = 60_000;

/** The whole system as `npm start` runs it, on data of its own. */
export interface Dashboard {
  readonly url: string;
  readonly databaseUrl: string;
  readonly redis: RedisClient;
  /** Resolves when some syncs have gone by under it. */
  switchTo(strategy: StrategyName): Promise<void>;
  stop(): Promise<void>;
}

export async function startDashboard(): Promise<Dashboard> {
  const run = await startTemporaryRun({ PRESET: 'incident', LOG_LEVEL: 'warn' });
  const { dashboardUrl, databaseUrl, redisUrl } = readRunFile(run.dataDir);
  const redis = createRedisClient({ url: redisUrl!, name: 'check', onError: () => undefined });
  return {
    url: dashboardUrl!,
    databaseUrl: databaseUrl!,
    redis,
    switchTo: async (strategy) => {
      await redis.hset(SETTINGS_KEY, 'strategy', strategy);
      await delay(SETTLE_MS);
    },
    stop: async () => {
      redis.disconnect();
      await run.stop();
    },
  };
}
