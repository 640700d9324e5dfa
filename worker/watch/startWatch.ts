import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { createRedisClient, type RedisClient } from '../../redis/client.ts';
import { startAlerts } from '../alerts/startAlerts.ts';
import { addServer } from '../../domain/serverAddress.ts';
import { watchedAlertsKey } from '../../redis/keys.ts';
import type { Config } from '../config/index.ts';
import type { WatchTarget } from '../config/watchTargets.ts';
import { Lifecycle } from '../services/lifecycle.ts';
import { watchServer } from './watchServer.ts';

export interface WatchOptions {
  readonly targets: readonly WatchTarget[];
  readonly redisUrl: string;
  readonly logger: Logger;
  readonly version: string;
  /** Where alerts go; absent: nowhere. */
  readonly alerts?: Pick<Config, 'webhook' | 'publicUrl'>;
}

/** Watches every server by a connection of its own: one that is away delays no other. Returns what stops it. */
export async function startWatch(options: WatchOptions): Promise<{ stop(): Promise<void> }> {
  const { targets, redisUrl, logger, version } = options;
  const lifecycle = new Lifecycle(logger);
  const redis = createRedisClient({ url: redisUrl, name: 'watch', onError: tellOnce(logger) });
  lifecycle.add('Redis', () => closeRedis(redis));
  const worker = randomUUID();
  for (const target of targets) {
    const own = { target, redis, worker, version, logger: logger.child({ server: target.name }) };
    const watched = await watchServer(own, lifecycle);
    if (options.alerts === undefined) continue;
    const page = targets.length > 1 ? addServer('/', target.name) : '/';
    const source = { ...own, ...watched, key: watchedAlertsKey(target.name), server: target.name, page };
    await startAlerts(options.alerts, source, lifecycle);
  }
  return { stop: () => lifecycle.stop() };
}

/** Each attempt to connect fails anew: the first is said, and each that fails in another way. */
function tellOnce(logger: Logger): (error: Error) => void {
  let logged = '';
  return (error) => {
    const { code = error.name } = error as NodeJS.ErrnoException;
    if (code !== logged) logger.warn({ code }, 'Redis does not answer: nothing is recorded until it does');
    logged = code;
  };
}

async function closeRedis(redis: RedisClient): Promise<void> {
  redis.disconnect();
}
