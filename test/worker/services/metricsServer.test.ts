import { afterEach, describe, expect, it } from 'vitest';
import { createMetricsRegistry } from '../../../worker/metrics/registry.ts';
import {
  type MetricsServer,
  type MetricsServerOptions,
  startMetricsServer,
} from '../../../worker/services/metricsServer.ts';
import { askPort, type Question } from '../../support/ask.ts';
import { sayRaw } from '../../support/rawClient.ts';

const TOKEN = 'a token of some length';
/** Loopback all the same, under a name that counts as others'. */
const OTHERS = '::ffff:127.0.0.1';
const PATHS = ['/metrics', '/readyz', '/healthz'];

let server: MetricsServer;
afterEach(() => server.stop());

async function serve(own: Partial<MetricsServerOptions> = {}) {
  const readState = async () => ({ redis: { ok: true, detail: 'fine' } });
  const registry = createMetricsRegistry('test');
  server = await startMetricsServer({
    host: '127.0.0.1',
    port: 0,
    token: undefined,
    registry,
    readState,
    ...own,
  });
  return async (path: string, question: Question = {}) => (await askPort(server.port, path, question)).status;
}

describe('on loopback', () => {
  it.each(['evil.example', 'evil.example:9464', 'localhost.evil.example', '['])(
    'a name that somebody points at this machine reads nothing: %j',
    async (host) => {
      const ask = await serve();
      for (const path of PATHS) expect(await ask(path, { headers: { host } }), path).toBe(403);
    },
  );

  it.each(['localhost', '127.0.0.1:9464', '[::1]:9464'])('%s is this machine', async (host) => {
    const ask = await serve();
    for (const path of PATHS) expect(await ask(path, { headers: { host } }), path).toBe(200);
  });
});

it('with a token, metrics and state take it as a bearer token; whether the process lives is open', async () => {
  const ask = await serve({ host: OTHERS, token: TOKEN });
  const bearer = (text: string): Question => ({ headers: { authorization: text, host: 'worker:9464' } });
  for (const path of ['/metrics', '/readyz']) {
    expect(await ask(path), path).toBe(401);
    for (const wrong of ['Bearer ', `Bearer ${TOKEN}x`, TOKEN, `Basic ${TOKEN}`])
      expect(await ask(path, bearer(wrong)), wrong).toBe(401);
    expect(await ask(path, bearer(`Bearer ${TOKEN}`)), path).toBe(200);
  }
  expect(await ask('/healthz')).toBe(200);
  expect(await ask('/')).toBe(404);
});

it('takes no other method than GET and HEAD', async () => {
  const ask = await serve();
  expect(await ask('/metrics', { method: 'HEAD' })).toBe(200);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])
    expect(await ask('/metrics', { method }), method).toBe(405);
});

it('closes the socket of an upgrade', async () => {
  await serve();
  const upgrade =
    'GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  expect(await sayRaw(server.port, upgrade)).toMatch(/^HTTP\/1.1 200 /);
});

it('who asks a thousand times at once is asked for once, and let go', async () => {
  let read = 0;
  await serve({
    readState: () => {
      read++;
      return new Promise(() => undefined);
    },
  });
  const question = 'GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n';
  expect(await sayRaw(server.port, question.repeat(1_000))).toBe('');
  expect(read).toBe(1);
});
