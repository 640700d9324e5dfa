import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { freezeServer } from '../support/freezeServer.ts';
import { ObservedServers } from '../support/observedServer.ts';

const servers = new ObservedServers();
const server = servers.create('frozen');
beforeAll(() => server.start());
afterAll(() => servers.stop());

it('says while its poll hangs since when PostgreSQL has not answered', async () => {
  const { observer, lost, polls } = await servers.observe(() => server.url);
  await eventually(() => expect(observer.view.status.connected).toBe(true));

  const thaw = freezeServer(server.postgres.child);
  try {
    await eventually(() => expect(observer.view.status.connected).toBe(false));
    const { status, answeredAt } = observer.view;
    expect(status).toEqual({ connected: false, since: answeredAt, code: 'no answer' });
    // The poll hangs on: it has not been given up.
    expect(lost).toEqual([]);
    // Nor does the moment change when it is.
    await eventually(() => expect(lost).toHaveLength(1));
    expect(observer.view.status).toMatchObject({ connected: false, since: answeredAt });
  } finally {
    thaw();
  }
  const before = polls();
  await eventually(() => expect(polls()).toBeGreaterThan(before));
  expect(observer.view.status.connected).toBe(true);
});
