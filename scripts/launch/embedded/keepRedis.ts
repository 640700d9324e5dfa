import { resolve } from 'node:path';
import { say } from '../../command/terminal.ts';
import { type Supervised, supervise } from '../supervise.ts';
import { type RedisOptions, type RedisServer, startRedis } from './redis.ts';

export interface EmbeddedRedis extends Pick<RedisOptions, 'appendfsync'> {
  readonly dataDir: string;
}

export function startEmbeddedRedis(
  { dataDir, appendfsync }: EmbeddedRedis,
  wishedPort?: number,
): Promise<RedisServer> {
  return startRedis({
    dir: resolve(dataDir, 'redis'),
    wishedPort,
    appendfsync,
    logFile: resolve(dataDir, 'redis.log'),
    say,
  });
}

export function keepRedis(redis: EmbeddedRedis, first: RedisServer): Supervised {
  const restart = () => startEmbeddedRedis(redis, first.port);
  return supervise({ name: 'Redis', first, restart, say, isFinal: () => false, onFinal: () => undefined });
}
