import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedisClient, type RedisClient } from '../../redis/client.ts';
import { createCaller } from '../../server/appRouter.ts';
import { createWatchServices } from '../../server/createServices.ts';
import { chooseOverview, chooseServer } from '../../server/http/chooseServer.ts';
import { answerHealth } from '../../server/http/healthRoute.ts';
import { compareTrouble } from '../../server/readers/servers.ts';
import { getServices, SERVER_HEADER, type Services, setServices } from '../../server/services.ts';
import type { ServerRow } from '../../server/types.ts';
import { parseConfig } from '../../worker/config/index.ts';
import { startWatch } from '../../worker/watch/startWatch.ts';
import { createTestDatabases, type TestDatabases } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

/** Nobody listens there. */
const AWAY = 'postgres://watcher@127.0.0.1:9/app';
const ROLE = `watcher_${randomUUID().replaceAll('-', '')}`;
const NAMES = ['app', 'away'] as const;

let databases: TestDatabases;
let admin: pg.Client;
let redis: RedisClient;
let services: readonly Services[];
let watching: { stop(): Promise<void> };

const start = (appUrl = addressOfApp()) => {
  const targets = [
    { name: 'app', url: appUrl },
    { name: 'away', url: AWAY },
  ];
  const logger = pino({ level: 'silent' });
  return startWatch({ targets, redisUrl: databases.redisUrl, logger, version: '0' });
};
const addressOfApp = () => {
  const url = new URL(databases.databaseUrl);
  url.username = ROLE;
  url.password = 'secret';
  return url.href;
};
const callerOf = (name: (typeof NAMES)[number]) =>
  createCaller({ services: services[NAMES.indexOf(name)]!, granted: true, foreign: false });
const readApp = () => callerOf('app').overview.read();

beforeAll(async () => {
  databases = await createTestDatabases();
  admin = new pg.Client({ connectionString: databases.databaseUrl });
  await admin.connect();
  await admin.query(`create role ${ROLE} login password 'secret'`);
  const config = parseConfig({ REDIS_URL: databases.redisUrl, WATCHED: NAMES.join(',') });
  redis = createRedisClient({ url: databases.redisUrl, name: 'test', onError: () => undefined });
  services = createWatchServices(config, redis);
  setServices(...services);
  watching = await start();
  await eventually(async () => {
    if ((await readApp()).view?.status.connected !== true) throw new Error('Not connected yet');
  });
});
afterAll(async () => {
  await watching.stop();
  await admin.query(`drop role ${ROLE}`);
  await admin.end();
  redis.disconnect();
  await databases.drop();
});

it('shows a server to which nothing but a login was granted', async () => {
  const { system, worker, postgres, redis: store, strategy, profile, mayCheckpoint } = await readApp();
  expect(system).toEqual({ pipeline: false, server: 'app', servers: NAMES, buffers: false });
  expect([worker.state, postgres.state, store.state]).toEqual(['up', 'up', 'up']);
  expect(worker).toMatchObject({ detail: 'The watcher runs.', timeScale: 1 });
  expect([strategy.active, mayCheckpoint, profile.changeable]).toEqual([null, false, false]);
  expect(profile.settings?.checkpointTimeoutSeconds).toBeGreaterThan(0);
});

it('knows no rows and no statements: nobody counts them', async () => {
  const figures = await eventually(async () => {
    const read = (await readApp()).figures;
    expect(read).not.toBeNull();
    return read!;
  });
  expect([figures.writesPerHour, figures.rowsPerHour, figures.latencySeconds]).toEqual([null, null, {}]);
});

it('one that is away is said to be away, and delays no other', async () => {
  const away = await callerOf('away').overview.read();
  expect(away.postgres).toMatchObject({
    state: 'down',
    code: 'ECONNREFUSED',
    detail: expect.stringMatching(/^Nothing listens there \(ECONNREFUSED\)\. It is tried again/),
  });
  expect(away.worker.state).toBe('up');
  expect(away.sample).toBeNull();
  const rows = await callerOf('app').servers.list();
  expect(rows.map(({ name, postgres }) => [name, postgres.state])).toEqual([
    ['away', 'down'],
    ['app', 'up'],
  ]);
  expect((await answerHealth(services[1]!)).status).toBe(200);
});

it('takes no transaction id and makes nothing', async () => {
  const { rows } = await admin.query(
    `select distinct backend_xid as xid from pg_stat_activity where usename = $1`,
    [ROLE],
  );
  expect(rows).toEqual([{ xid: null }]);
  const owned = await admin.query(`select from pg_class where relowner = $1::regrole`, [ROLE]);
  expect(owned.rowCount).toBe(0);
});

it('keeps checkpoints over a restart, and goes on behind them', async () => {
  const list = () => callerOf('app').checkpoints.list({ from: 0, to: Date.now() + 10_000, limit: 5_000 });
  await admin.query(`create table dirtied as select generate_series(1, 10000)`);
  await admin.query('checkpoint');
  const kept = await eventually(async () => {
    const found = await list();
    expect(found.length).toBeGreaterThan(0);
    return found;
  });
  const before = await readApp();
  // In between, a watcher that does not reach the server: it must not forget since when it is known.
  for (const url of [AWAY, addressOfApp()]) {
    await watching.stop();
    watching = await start(url);
    await eventually(async () => expect((await readApp()).view?.status.connected).toBe(url !== AWAY));
  }
  expect(before.sample?.values['steadySince']).toBeGreaterThan(0);
  await eventually(async () => {
    const read = await readApp();
    expect(read.worker.startedAt).not.toBe(before.worker.startedAt);
    expect(read.sample?.values['steadySince']).toBe(before.sample?.values['steadySince']);
  });
  const ids = (await list()).map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(kept.map(({ id }) => id)));
});

it('shows what the watcher read of HOT updates, and why there is nothing to show', async () => {
  const [app, away] = await eventually(async () => {
    const answers = await Promise.all(NAMES.map((name) => callerOf(name).hot.preventers()));
    expect(answers).not.toContain(null);
    return answers;
  });
  expect(app).toMatchObject({ database: expect.stringMatching(/^test_/), findings: [] });
  expect(away).toMatchObject({
    problem: 'PostgreSQL could not be asked (ECONNREFUSED): it is tried again',
  });
});

it('what belongs to a pipeline is not there', async () => {
  const caller = callerOf('app');
  const refused = { code: 'NOT_FOUND', message: 'This dashboard watches servers and has no pipeline' };
  await expect(caller.overview.scorecard()).rejects.toMatchObject(refused);
  await expect(caller.buffer.list({ limit: 10 })).rejects.toMatchObject(refused);
  await expect(caller.strategy.set({ strategy: 'direct' })).rejects.toMatchObject(refused);
  await expect(caller.checkpoint.request()).rejects.toMatchObject(refused);
  await expect(caller.profile.set({ profile: 'calm' })).rejects.toMatchObject(refused);
});

describe('the address names the server', () => {
  const choose = (url: string, headers: Record<string, string> = {}) =>
    [chooseServer({ url, headers }, NAMES), headers[SERVER_HEADER]] as const;

  it('takes one that is watched, none, and no other', () => {
    expect(choose('/checkpoints?range=1h&server=away')).toEqual([true, 'away']);
    expect(choose('/checkpoints')).toEqual([true, undefined]);
    expect(choose('/?server=nobody')).toEqual([false, undefined]);
    expect(choose('/?server=')).toEqual([false, undefined]);
  });

  it('leads from / to the overview of that server', () => {
    const lead = (url: string, names: readonly string[], headers: Record<string, string> = {}) => {
      const request = { url, headers };
      chooseOverview(request, names);
      return request.url;
    };
    expect(lead('/?range=1h', ['app'])).toBe('/watch?range=1h');
    expect(lead('/?server=away', NAMES, { [SERVER_HEADER]: 'away' })).toBe('/watch?server=away');
    expect(lead('/', NAMES)).toBe('/');
    expect(lead('/checkpoints', NAMES)).toBe('/checkpoints');
    expect(lead('/?range=1h', [])).toBe('/?range=1h');
  });

  it('believes no header that a client sends', () => {
    expect(choose('/', { [SERVER_HEADER]: 'away' })).toEqual([true, undefined]);
  });

  it('leads to its services; without a name to the first', () => {
    expect(getServices(new Headers({ [SERVER_HEADER]: 'away' })).system.server).toBe('away');
    expect(getServices(new Headers()).system.server).toBe('app');
  });
});

it('sorts by state, then by the worst advice, then by the share of time', () => {
  const up = { state: 'up', detail: '', version: null, since: null, code: null } as const;
  const row = (name: string, own: Partial<ServerRow>): ServerRow => ({
    name,
    postgres: up,
    isStandby: false,
    last: null,
    running: null,
    next: null,
    walBytesPerHour: null,
    walTriggerBytes: null,
    checkpointShare: null,
    worstAdvice: null,
    ...own,
  });
  const advice = (id: 'wal-forced' | 'plateau') => ({ id, title: '', evidence: '', statements: [] });
  const share = (value: number) => ({ checkpointShare: { value, window: { from: 0, to: 1 } } });
  const rows = [
    row('calm', share(0.1)),
    row('busy', share(0.9)),
    row('plateau', { worstAdvice: advice('plateau') }),
    row('forced', { worstAdvice: advice('wal-forced') }),
    row('silent', { postgres: { ...up, state: 'unknown' } }),
    row('gone', { postgres: { ...up, state: 'down' } }),
  ];
  expect(rows.toSorted(compareTrouble).map(({ name }) => name)).toEqual([
    'gone',
    'silent',
    'forced',
    'plateau',
    'busy',
    'calm',
  ]);
});

it('keeps a person’s mark with the server that it is of, and none of one that was never seen', async () => {
  const mark = await callerOf('app').marks.add({ text: 'index dropped' });
  const range = { from: 0, to: Date.now() + 1_000, limit: 10 };
  expect(await callerOf('app').marks.list(range)).toContainEqual(mark);
  await expect(callerOf('away').marks.add({ text: 'index dropped' })).rejects.toThrow(
    'away was never observed',
  );
  expect(await callerOf('away').marks.list(range)).toEqual([]);
  const { periods } = await callerOf('app').periods.compare({ before: null, after: null });
  expect(periods[0]).toMatchObject({ from: mark.at, mark: mark.value, strategy: null, isCurrent: true });
});
