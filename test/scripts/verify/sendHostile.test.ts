import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createBoundedServer } from '../../../http/boundedServer.ts';
import { createHostileRequest } from '../../../scripts/verify/hostileRequests.ts';
import { Random } from '../../../scripts/verify/Random.ts';
import { type HostileRun, sendHostile } from '../../../scripts/verify/sendHostile.ts';
import { createMetricsRegistry } from '../../../worker/metrics/registry.ts';
import { startMetricsServer } from '../../../worker/services/metricsServer.ts';
import { askPort } from '../../support/ask.ts';
import { portOf } from '../../support/rawClient.ts';

const INTERNALS = /\n\s+at .+:\d+:\d+|node:internal/;
const run = (port: number, requests: number): HostileRun => ({
  port,
  requests,
  seed: 18,
  session: 'breakwater_session=1.2',
  internals: INTERNALS,
  concurrency: 200,
});

let stop: () => Promise<unknown> = async () => undefined;
afterEach(() => stop());

test("the worker's metrics take 500 broken requests, and answer as before", async () => {
  const server = await startMetricsServer({
    host: '127.0.0.1',
    port: 0,
    token: undefined,
    registry: createMetricsRegistry('test'),
    readState: async () => ({}),
  });
  stop = () => server.stop();
  const { statuses, faults } = await sendHostile(run(server.port, 500));
  expect(faults).toEqual([]);
  expect([...statuses.keys()]).toEqual(expect.arrayContaining(['200', '400', '403', '405', '408', '431']));
  expect((await askPort(server.port, '/metrics')).status).toBe(200);
});

test.each([
  ['a stack', 'TypeError: x\n    at run (/app/server.js:1:2)', 200],
  ['a 500', 'sorry', 500],
])('finds a server that shows %s', async (_what, body, status) => {
  const server = createBoundedServer({ requestMs: 300, checkMs: 50 });
  server.on('request', (_request, response: ServerResponse) =>
    response.writeHead(status, { connection: 'close' }).end(body),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stop = async () => server.close();
  const { faults } = await sendHostile({ ...run(portOf(server), 20), seed: 1 });
  expect(faults.length).toBeGreaterThan(0);
});

test('sends the same for the same seed', () => {
  const create = (): string[] => {
    const random = new Random(7);
    return Array.from({ length: 100 }, () => createHostileRequest(random, '').bytes.toString('latin1'));
  };
  expect(create()).toEqual(create());
});
