import { Redis } from 'ioredis';
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
  const client = new Redis({ ...options, ...place, lazyConnect: true, retryStrategy: () => null });
  let told: Error | null = null;
  client.on('error', (error: Error) => (told ??= error));
  try {
    await client.connect();
    await checkKind(client, address);
    return null;
  } catch (error: unknown) {
    return told ?? (error as Error);
  } finally {
    client.disconnect();
  }
}

async function checkKind(client: Redis, address: RedisAddress): Promise<void> {
  if (address.kind === 'cluster') await client.cluster('SLOTS');
  if (address.kind !== 'sentinel') return;
  const found = await client.call('SENTINEL', 'get-master-addr-by-name', address.masterName);
  if (found === null) throw new Error('The Sentinels know no master of the name in REDIS_URL');
}
