import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { createRedisClient, type RedisClient } from '../../redis/client.ts';
import type { WatchTarget } from '../config/watchTargets.ts';
import { Lifecycle } from '../services/lifecycle.ts';
import { watchServer } from './watchServer.ts';

export interface WatchOptions {
  readonly targets: readonly WatchTarget[];
  readonly redisUrl: string;
  readonly logger: Logger;
  readonly version: string;
}

/** Watches every server by a connection of its own: one that is away delays no other. Returns what stops it. */
export async function startWatch(options: WatchOptions): Promise<{ stop(): Promise<void> }> {
  const { targets, redisUrl, logger, version } = options;
  const lifecycle = new Lifecycle(logger);
  const redis = createRedisClient({ url: redisUrl, name: 'watch', onError: tellOnce(logger) });
  lifecycle.add('Redis', () => closeRedis(redis));
  const worker = randomUUID();
  for (const target of targets) {
    await watchServer(
      { target, redis, worker, version, logger: logger.child({ server: target.name }) },
      lifecycle,
    );
  }
  return { stop: () => lifecycle.stop() };
}

/** Each attempt to connect fails anew: the first is said, and each that fails in another way. */
function tellOnce(logger: Logger): (error: Error) => void {
  let told = '';
  return (error) => {
    const { code = error.name } = error as NodeJS.ErrnoException;
    if (code !== told) logger.warn({ code }, 'Redis does not answer: nothing is recorded until it does');
    told = code;
  };
}

async function closeRedis(redis: RedisClient): Promise<void> {
  redis.disconnect();
}
