import pg from 'pg';
import { expect, it } from 'vitest';
import type { HotAnswer } from '../../../domain/hot.ts';
import { HotWatch } from '../../../worker/watch/HotWatch.ts';
import { createTestDatabases } from '../../support/databases.ts';
import { eventually } from '../../support/eventually.ts';

it('ends while the server does not answer', async () => {
  const databases = await createTestDatabases();
  const written: HotAnswer[] = [];
  let isAsked = false;
  const watch = new HotWatch({
    connect: async () => {
      const client = new pg.Client(databases.databaseUrl);
      await client.connect();
      // What is asked after it waits for it.
      client.query('select pg_sleep(600)').catch(() => undefined);
      isAsked = true;
      return client;
    },
    write: async (answer) => void written.push(answer),
  });
  await watch.start();
  await eventually(() => expect(isAsked).toBe(true));
  await watch.stop();
  expect(written).toEqual([
    expect.objectContaining({ problem: expect.stringContaining('could not be asked') }),
  ]);
  await databases.drop();
});
