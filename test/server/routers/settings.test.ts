import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCaller } from '../../../server/appRouter.ts';
import { readCheckpointSettings } from '../../../db/statements/readServerFacts.ts';
import { SETTINGS_KEY } from '../../../redis/keys.ts';
import { createServerRig, type ServerRig, tellLiveState } from '../../support/serverRig.ts';
import { eventually } from '../../support/eventually.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(async () => {
  await rig.stop();
});
beforeEach(() => rig.reset());

const callerOf = (own: { granted?: boolean; foreign?: boolean; embedded?: boolean } = {}) => {
  const services = rig.with({ EMBEDDED: own.embedded ? 'on' : 'off' });
  return createCaller({ services, granted: own.granted ?? true, foreign: own.foreign ?? false });
};

describe('strategy.set', () => {
  test('asks for it as npm run strategy does', async () => {
    expect(await rig.caller.strategy.set({ strategy: 'direct' })).toMatchObject({ asked: 'direct' });
    expect(await rig.redis.hget(SETTINGS_KEY, 'strategy')).toBe('direct');
    const { strategy } = await rig.caller.overview.read();
    expect(strategy).toMatchObject({ active: 'hybrid', asked: 'direct', draining: 0 });
  });

  test('changes nothing for a page of another origin', async () => {
    const before = await rig.redis.hgetall(SETTINGS_KEY);
    await expect(callerOf({ foreign: true }).strategy.set({ strategy: 'direct' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await rig.redis.hgetall(SETTINGS_KEY)).toEqual(before);
  });

  test('and no read either without a session', async () => {
    await expect(callerOf({ granted: false }).overview.read()).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    });
  });
});

describe('profile.set', () => {
  test('is refused where the server is not ours, and the statements are shown instead', async () => {
    await expect(callerOf().profile.set({ profile: 'calm' })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
    const { profile } = await callerOf().overview.read();
    expect(profile.changeable).toBe(false);
    expect(profile.statements.calm).toEqual([
      "ALTER SYSTEM SET checkpoint_timeout = '900s';",
      "ALTER SYSTEM SET max_wal_size = '4GB';",
      "ALTER SYSTEM SET wal_compression = 'on';",
      'SELECT pg_reload_conf();',
    ]);
  });

  test('changes the embedded server and changes it back', async () => {
    const caller = callerOf({ embedded: true });
    await caller.profile.set({ profile: 'calm' });
    await eventually(async () => expect((await caller.overview.read()).profile.current).toBe('calm'));
    expect(await readCheckpointSettings(rig.pool)).toMatchObject({ checkpointTimeoutSeconds: 90 });
    await caller.profile.set({ profile: 'default' });
    // The test's server has PostgreSQL's own default, not the workload's.
    await eventually(async () => expect((await callerOf().overview.read()).profile.current).toBe('default'));
  });
});

describe('checkpoint.request', () => {
  test('makes a checkpoint', async () => {
    const count = async () =>
      (await rig.pool.query<{ n: number }>('select num_requested as n from pg_stat_checkpointer')).rows[0]!.n;
    const before = await count();
    expect(await rig.caller.checkpoint.request()).toEqual({ finished: true });
    await eventually(async () => expect(await count()).toBeGreaterThan(before));
  });

  test('says which role it needs where it may not', async () => {
    await rig.pool.query(`create role "plain_${process.pid}" login password 'x'`);
    const url = new URL(rig.databases.databaseUrl);
    url.username = `plain_${process.pid}`;
    url.password = 'x';
    const { createPool } = await import('../../../db/pool.ts');
    const pool = createPool({
      databaseUrl: url.href,
      applicationName: 'test',
      maxConnections: 1,
      onConnectionError: () => undefined,
    });
    const caller = createCaller({ services: rig.with({}, { pool }), granted: true, foreign: false });
    await expect(caller.checkpoint.request()).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      message: expect.stringContaining('pg_checkpoint'),
    });
    expect((await caller.overview.read()).mayCheckpoint).toBe(false);
    await pool.end();
    await rig.pool.query(`drop role "plain_${process.pid}"`);
  });
});

describe('overview.read', () => {
  test('says that no worker has run, that one runs, and that one is silent', async () => {
    expect((await rig.caller.overview.read()).worker).toMatchObject({ state: 'down', lastSeenAt: null });
    await tellLiveState(rig);
    expect((await rig.caller.overview.read()).worker).toMatchObject({ state: 'up', preset: 'incident' });
    await tellLiveState(rig, { at: Date.now() - 60_000 });
    const { worker } = await rig.caller.overview.read();
    expect(worker.state).toBe('down');
    expect(worker.detail).toMatch(/^Last seen 60 s ago/);
  });

  test('shows what a silent worker saw as what was last seen', async () => {
    const status = { connected: true, since: 1 };
    await tellLiveState(rig, { view: { status, running: { buffersWritten: 5 } } });
    expect((await callerOf().overview.read()).view?.status).toEqual(status);
    const at = Date.now() - 60_000;
    await tellLiveState(rig, { at, view: { status, running: { buffersWritten: 5 } } });
    expect((await callerOf().overview.read()).view).toMatchObject({
      status: { connected: false, since: at },
      running: { buffersWritten: 5 },
    });
  });

  test('does without tables, and without a strategy', async () => {
    await rig.pool.query('alter table write_mode rename to hidden');
    const { postgres, strategy } = await rig.caller.overview.read();
    await rig.pool.query('alter table hidden rename to write_mode');
    expect(postgres.state).toBe('up');
    expect(strategy.active).toBeNull();
  });

  test('shows rows that still wait under direct', async () => {
    await rig.createBuffer({ shards: 4 }).bufferToken({ mint: 'a', order: 1, status: 'active' }, rig.epoch());
    await rig.setStrategy('direct');
    expect((await rig.caller.overview.read()).strategy).toMatchObject({ active: 'direct', draining: 1 });
  });
});
