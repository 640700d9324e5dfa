import { explainPostgres } from '../../db/refusals.ts';
import type { Asked, Explained } from '../../domain/refusal.ts';
import { connectObserver } from '../../observer/connectObserver.ts';
import { findConnectError } from '../../redis/findConnectError.ts';
import { explainRedis } from '../../redis/refusals.ts';

/** Why the two servers cannot be used now; nothing where they can. */
export async function probeServers(servers: {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}): Promise<Explained[]> {
  const postgres = { name: 'DATABASE_URL', url: servers.databaseUrl };
  const redis = { name: 'REDIS_URL', url: servers.redisUrl };
  const found = await Promise.all([probePostgres(postgres), probeRedis(redis)]);
  return found.filter((each) => each !== null);
}

async function probePostgres(asked: Asked): Promise<Explained | null> {
  try {
    const client = await connectObserver(asked.url);
    await client.end();
    return null;
  } catch (error: unknown) {
    return explainPostgres(error, asked);
  }
}

/** Null where it can be used. */
export async function probeRedis(asked: Asked): Promise<Explained | null> {
  const error = await findConnectError(asked.url);
  return error === null ? null : explainRedis(error, asked);
}
