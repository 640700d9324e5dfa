import { expect, test } from '@playwright/test';
import { createSession, SESSION_COOKIE } from '../../server/access/session.ts';
import { chooseFreePort } from '../../scripts/launch/embedded/ports.ts';
import { attackServer } from '../../scripts/verify/attackServer.ts';
import { findInternals } from '../../scripts/verify/httpFuzz.ts';
import { sayRaw } from '../support/rawClient.ts';
import { countSockets, readRssMiB } from '../../scripts/verify/processes.ts';
import { readRunning } from './support/running.ts';
import { type Dashboard, startDashboard } from './support/startDashboard.ts';

const TOKEN = 'a token of some length';
const BODY = Buffer.alloc(10 * 1_024 * 1_024, 'a');
/** The limit is far below the size of 40 bodies together: 400 MiB. */
const MAX_GROWTH_MIB = 100;

let web: Dashboard;
let port: number;
// A process of its own: Next listens for upgrades from its first request on.
test.beforeEach(async () => {
  port = await chooseFreePort(undefined);
  web = await startDashboard(port, { DASHBOARD_TOKEN: TOKEN });
});
test.afterEach(() => web.stop());

const upgrade = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

test('an upgrade is refused and its socket closed, before the first request and after it', async () => {
  for (const _ of ['before', 'after']) {
    for (const path of [
      '/',
      '/_next/webpack-hmr',
      '/_next/hmr',
      '/api/trpc',
      '/api/trpc/live.stream',
      '/login',
    ])
      expect(await sayRaw(port, upgrade(path)), path).toMatch(/^HTTP\/1.1 400 /);
    expect(await sayRaw(port, 'CONNECT a:1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')).toBe('');
    expect((await fetch(`${web.address}/login`)).status).toBe(200);
  }
  await expect.poll(() => countSockets(port)).toBe(0);
});

const head = (path: string, length: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${length}\r\n\r\n`;
const withLength = (path: string) => [head(path, `Content-Length: ${BODY.length}`), BODY];
const inChunks = (path: string) => [
  head(path, 'Transfer-Encoding: chunked'),
  `${BODY.length.toString(16)}\r\n`,
  BODY,
  '\r\n0\r\n\r\n',
];

for (const [how, write] of [
  ['of a stated length', withLength],
  ['in chunks', inChunks],
] as const) {
  test(`large bodies ${how} are refused before anybody holds them`, async () => {
    // Memory that the first requests load is not that of the bodies.
    for (const path of ['/login', '/api/trpc/x']) await fetch(web.address + path);
    const before = readRssMiB(web.child.pid!);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => sayRaw(port, ...write(i % 2 === 0 ? '/' : '/api/trpc/x'))),
    );
    // A client that is slow to send may find its connection closed before it reads.
    for (const answer of answers) expect(answer).toMatch(/^(HTTP\/1.1 413 |$)/);
    expect(readRssMiB(web.child.pid!, 'VmHWM') - before).toBeLessThan(MAX_GROWTH_MIB);
    expect((await fetch(`${web.address}/login`)).status).toBe(200);
  });
}

// `npm run verify -- http-fuzz` sends 10,000.
test('500 broken requests change nothing', async () => {
  const figures = await attackServer({
    name: 'web process',
    pid: web.child.pid!,
    port,
    requests: 500,
    seed: 5,
    concurrency: 200,
    session: `${SESSION_COOKIE}=${createSession(TOKEN, Date.now())}`,
    internals: findInternals(readRunning().databaseUrl),
    checkAnswer: async () => expect((await fetch(`${web.address}/login`)).status).toBe(200),
  });
  expect(figures).toMatch(/^web process: 500 requests/);
});
