import { afterAll, beforeAll, expect, test } from 'vitest';
import type pg from 'pg';
import { createPool } from '../../../db/pool.ts';
import { createCaller } from '../../../server/appRouter.ts';
import { eventually } from '../../support/eventually.ts';
import { freezeServer } from '../../support/freezeServer.ts';
import { ObservedServers } from '../../support/observedServer.ts';
import { createServerRig, type ServerRig, tellLiveState } from '../../support/serverRig.ts';

const servers = new ObservedServers();
const server = servers.create('frozen');
let rig: ServerRig;
let pool: pg.Pool;
beforeAll(async () => {
  [rig] = await Promise.all([createServerRig(), server.start()]);
  await rig.reset();
  const onConnectionError = (): void => undefined;
  pool = createPool({
    databaseUrl: server.url,
    applicationName: 'test',
    maxConnections: 5,
    onConnectionError,
  });
});
afterAll(async () => {
  await pool.end();
  await servers.stop();
  await rig.stop();
});

test('a frozen PostgreSQL is named, since when, while worker and Redis are judged by their own answers', async () => {
  const caller = createCaller({ services: rig.with({}, { pool }), granted: true, foreign: false });
  const read = async () => {
    await tellLiveState(rig);
    return caller.overview.read();
  };
  const before = await read();
  expect(before.postgres.state).toBe('up');

  const thaw = freezeServer(server.postgres.child);
  try {
    let now = await read();
    while (now.postgres.state === 'up') now = await read();
    expect(now).toMatchObject({
      postgres: { state: 'down', since: now.asOf.postgres, code: 'no answer' },
      redis: { state: 'up' },
      worker: { state: 'up' },
    });
    // An answer that had waited for PostgreSQL, 35 s, would call a worker up by an old report.
    expect(now.at - now.asOf.worker!).toBeLessThan(20_000);
    expect(now.asOf.postgres).toBeGreaterThanOrEqual(before.asOf.postgres!);
    expect(now.asOf.redis).toBeGreaterThan(before.asOf.redis!);
  } finally {
    thaw();
  }
  await eventually(async () =>
    expect((await read()).postgres).toMatchObject({ state: 'up', since: null, code: null }),
  );
});
