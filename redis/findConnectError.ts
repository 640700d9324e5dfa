import { Redis } from 'ioredis';
import { RefusedByServerError } from '../domain/refusal.ts';
import { type HostPort, parseRedisUrl, type RedisAddress } from './address.ts';
import { toNodeOptions } from './client.ts';

/**
 * Why nothing behind an address takes a connection, or is not what the address says: the driver keeps it to itself where it
 * asks several servers. Null as soon as one of them is well.
 */
export async function findConnectError(url: string): Promise<Error | null> {
  const address = parseRedisUrl(url);
  let last: Error | null = null;
  for (const place of readPlaces(address)) {
    last = await probe(address, place);
    if (last === null) return null;
  }
  return last;
}

function readPlaces(address: RedisAddress): readonly HostPort[] {
  if (address.kind === 'cluster') return address.nodes;
  return address.kind === 'sentinel' ? address.sentinels : [address.node];
}

async function probe(address: RedisAddress, place: HostPort): Promise<Error | null> {
  const login = address.kind === 'sentinel' ? address.sentinelLogin : address.login;
  const options = toNodeOptions({ ...address, login }, { name: 'probe' });
  const failure = await tryOnce(new Redis({ ...options, ...place, ...ONCE }), (client) =>
    checkKind(client, address),
  );
  return failure !== null && isSilence(failure)
    ? ((await findOtherSecurity(address, place)) ?? failure)
    : failure;
}

/** A server that hangs takes a connection and answers nothing. */
const ONCE = { lazyConnect: true, retryStrategy: () => null, commandTimeout: 5_000 };

/** Why a connection cannot be made or used; null where it can. */
async function tryOnce(client: Redis, use: (client: Redis) => Promise<unknown>): Promise<Error | null> {
  let first: Error | null = null;
  client.on('error', (error: Error) => (first ??= error));
  try {
    await client.connect();
    await use(client);
    return null;
  } catch (error: unknown) {
    return first ?? (error as Error);
  } finally {
    client.disconnect();
  }
}

async function checkKind(client: Redis, address: RedisAddress): Promise<void> {
  if (address.kind === 'single') await client.select(address.database);
  if (address.kind === 'cluster') await client.cluster('SLOTS');
  if (address.kind !== 'sentinel') return;
  const found = await client.call('SENTINEL', 'get-master-addr-by-name', address.masterName);
  if (found !== null) return;
  const message = 'The Sentinels know no master of the name in REDIS_URL: name the one of "sentinel monitor"';
  throw new RefusedByServerError({ message, code: 'no master' });
}

/** It took the connection and said nothing that could be read. */
const isSilence = (error: Error): boolean => {
  const { code } = error as NodeJS.ErrnoException;
  return error.name !== 'ReplyError' && (code === undefined || code === 'ETIMEDOUT' || code === 'ECONNRESET');
};

/** A server with TLS does not answer one without, nor the other way round. No login is sent. */
async function findOtherSecurity(address: RedisAddress, place: HostPort): Promise<Error | null> {
  const { connectTimeout, connectionName } = toNodeOptions(
    { ...address, login: {}, tls: null },
    { name: 'probe' },
  );
  const tls = address.tls === null ? { tls: { rejectUnauthorized: false } } : {};
  const client = new Redis({ connectTimeout, connectionName, ...tls, ...place, ...ONCE });
  const failure = await tryOnce(client, () => client.ping());
  if (failure !== null && failure.name !== 'ReplyError') return null;
  const [takes, wrong, right] =
    address.tls === null ? ['only TLS', 'redis', 'rediss'] : ['no TLS', 'rediss', 'redis'];
  const message = `Redis at ${place.host}:${place.port} takes ${takes}: write ${right} in place of ${wrong} in REDIS_URL`;
  return new RefusedByServerError({ message, code: takes }, failure);
}
