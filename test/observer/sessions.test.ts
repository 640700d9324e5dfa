import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectObserver } from '../../observer/connectObserver.ts';
import { readSessions } from '../../observer/statements/readSessions.ts';
import { readWalKept } from '../../observer/statements/readWalKept.ts';
import { eventually } from '../support/eventually.ts';
import { findDebianPostgres, type ObservedServer, ObservedServers } from '../support/observedServer.ts';

const servers = new ObservedServers();
const settings = { track_io_timing: 'on', max_slot_wal_keep_size: '64MB' };
const debianDir = findDebianPostgres(15);
const VERSIONS = [
  { name: 'embedded', version: 180_000, server: servers.create('embedded', { settings }), isThere: true },
  {
    name: 'Debian 15',
    version: 150_000,
    server: servers.create('debian', { settings, installDir: debianDir }),
    isThere: debianDir !== undefined,
  },
].filter(({ isThere }) => isThere);

beforeAll(() => Promise.all(VERSIONS.map(({ server }) => server.start())));
afterAll(() => servers.stop());

const open = async (server: ObservedServer): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  return client;
};

describe.each(VERSIONS)('$name', ({ version, server }) => {
  it('counts active sessions by what they wait for, its own left out', async () => {
    const observer = await connectObserver(server.url);
    const [holder, waiter] = await Promise.all([open(server), open(server)]);
    expect((await readSessions(observer, version)).active).toBe(0);
    await holder.query('select pg_advisory_lock(1)');
    const waited = waiter.query('select pg_advisory_lock(1)');
    await eventually(async () => {
      const { active, waits, longestSeconds } = await readSessions(observer, version);
      expect({ active, waits }).toEqual({
        active: 1,
        waits: { running: 0, wal: 0, data: 0, lock: 1, other: 0 },
      });
      expect(longestSeconds).toBeGreaterThan(0);
    });
    await holder.query('select pg_advisory_unlock(1)');
    await waited;
    await Promise.all([holder, waiter, observer].map((client) => client.end()));
  });

  it('has I/O times where they are tracked, and none where not', async () => {
    const observer = await connectObserver(server.url);
    const { io, transactions } = await readSessions(observer, version);
    expect(transactions).toBeGreaterThan(0);
    expect(io?.readMs).toBeGreaterThanOrEqual(0);
    expect(io?.writeMs).toBeGreaterThanOrEqual(0);
    expect(io?.fsyncMs === null).toBe(version < 160_000);
    await server.query('alter system set track_io_timing = off', 'select pg_reload_conf()');
    await eventually(async () => expect((await readSessions(observer, version)).io).toBeNull());
    await observer.end();
  });

  it('knows what slots keep', async () => {
    const observer = await connectObserver(server.url);
    expect(await readWalKept(observer)).toEqual({
      keepBytes: 0,
      slotLimitBytes: 64 * 1024 ** 2,
      slots: 0,
      slotBytes: 0,
    });
    await server.query(`select pg_create_physical_replication_slot('left', true)`);
    await server.query('create table filler as select generate_series(1, 1000)');
    const { slots, slotBytes } = await readWalKept(observer);
    expect(slots).toBe(1);
    expect(slotBytes).toBeGreaterThan(10_000);
    await observer.end();
  });

  it('finds the sessions unknown for a role that may not see them', async () => {
    await server.query(`create role watcher login password 'watcher'`);
    const url = new URL(server.url);
    url.username = url.password = 'watcher';
    const { observer } = await servers.observe(() => url.href);
    await eventually(() => expect(observer.view.sample).not.toBeNull());
    expect(observer.view.sessions).toBeNull();
    expect(observer.view.missing[0]!.consequence).toContain('no spike is found');
    await server.query('grant pg_monitor to watcher');
    await eventually(() => expect(observer.view.sessions?.active).toBe(0));
  });
});
