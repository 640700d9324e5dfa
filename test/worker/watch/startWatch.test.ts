import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedisClient, type RedisClient } from '../../../redis/client.ts';
import { watchedLiveKey } from '../../../redis/keys.ts';
import { readLiveState } from '../../../redis/liveState.ts';
import type { ObserverView } from '../../../domain/observerView.ts';
import { startWatch } from '../../../worker/watch/startWatch.ts';
import { createTestDatabases, type TestDatabases } from '../../support/databases.ts';
import { eventually } from '../../support/eventually.ts';
import { findDebianPostgres, type ObservedServer, ObservedServers } from '../../support/observedServer.ts';

const ROLE = 'watcher';
/** Long enough for the facts to be read twice and for advice on tables. */
const SEEN_MS = 11_000;

const servers = new ObservedServers();
const debianDir = findDebianPostgres(15);
let databases: TestDatabases;
let redis: RedisClient;

beforeAll(async () => {
  databases = await createTestDatabases();
  redis = createRedisClient({ url: databases.redisUrl, name: 'test', onError: () => undefined });
});
afterAll(async () => {
  await servers.stop();
  redis.disconnect();
  await databases.drop();
});

/** Reading it takes none. */
const readNextTransactionId = async (server: ObservedServer): Promise<unknown> =>
  (await server.query('select pg_snapshot_xmax(pg_current_snapshot())::text as id'))[0]!['id'];

/**
 * Watches a server through a role that has a login only, for a while, and nobody else is there: not one transaction id is
 * taken meanwhile. Returns what ends the watch.
 */
async function watchQuietly(server: ObservedServer, name: string): Promise<() => Promise<void>> {
  // The first reader of a row that was changed sets its hint bits, which may write WAL: nothing is left to set.
  await server.query(`create role ${ROLE} login password 'secret'`, 'vacuum freeze', 'checkpoint');
  const nextId = await readNextTransactionId(server);
  const url = new URL(server.url);
  url.username = ROLE;
  url.password = 'secret';
  const targets = [{ name, url: url.href }];
  const logger = pino({ level: 'silent' });
  const watch = await startWatch({ targets, redisUrl: databases.redisUrl, logger, version: '0' });
  const readSeen = async () => (await readLiveState<ObserverView>(redis, watchedLiveKey(name)))?.view.sample;
  const first = await eventually(async () => {
    const sample = await readSeen();
    expect(sample).toBeTruthy();
    return sample!;
  });
  await eventually(async () => expect((await readSeen())!.at - first.at).toBeGreaterThan(SEEN_MS), 30_000);
  expect(await readNextTransactionId(server)).toBe(nextId);
  return () => watch.stop();
}

describe('what the watcher itself writes', () => {
  it('on 18: no WAL by its own connections, and no transaction id', async () => {
    const server = servers.create('own-backends');
    await server.start();
    const stop = await watchQuietly(server, 'own-backends');
    const own = await server.query(
      `select a.backend_xid::text as xid, w.wal_bytes::bigint as "walBytes", w.wal_records as "walRecords"
      from pg_stat_activity a, pg_stat_get_backend_wal(a.pid) w where a.usename = '${ROLE}'`,
    );
    await stop();
    expect(own).toEqual([{ xid: null, walBytes: '0', walRecords: '0' }]);
  });

  it.skipIf(debianDir === undefined)(
    'on 15: no WAL by any of its statements, and no transaction id',
    async () => {
      const server = servers.create('statements', {
        installDir: debianDir,
        settings: {
          shared_preload_libraries: 'pg_stat_statements',
          'pg_stat_statements.track': 'all',
          'pg_stat_statements.track_utility': 'on',
        },
      });
      await server.start();
      await server.query('create extension pg_stat_statements');
      const stop = await watchQuietly(server, 'statements');
      const [written] = await server.query(
        `select sum(calls)::float8 as calls, sum(wal_bytes)::float8 as "walBytes"
      from pg_stat_statements where userid = '${ROLE}'::regrole`,
      );
      await stop();
      expect(written).toEqual({ calls: expect.any(Number), walBytes: 0 });
      expect(written!['calls']).toBeGreaterThan(50);
    },
  );
});
