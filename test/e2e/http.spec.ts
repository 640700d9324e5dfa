import { expect, test } from '@playwright/test';
import { chooseFreePort } from '../../scripts/embedded/ports.ts';
import { sayRaw } from '../support/rawClient.ts';
import { countSockets, readRssMiB } from '../support/processes.ts';
import { type Dashboard, startDashboard } from './support/startDashboard.ts';

const TOKEN = 'a token of some length';
const BODY = Buffer.alloc(10 * 1_024 * 1_024, 'a');
/** Of what 40 bodies are together: 400 MiB. */
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

for (const chunked of [false, true]) {
  test(`large bodies ${chunked ? 'in chunks' : 'of a stated length'} are refused before anybody holds them`, async () => {
    // What the first requests load is not what bodies take.
    for (const path of ['/login', '/api/trpc/x']) await fetch(web.address + path);
    const before = readRssMiB(web.child.pid!);
    const statuses = await Promise.all(
      Array.from({ length: 40 }, (_, i) => post(i % 2 === 0 ? '/' : '/api/trpc/x', chunked)),
    );
    expect(new Set(statuses)).toEqual(new Set([413]));
    expect(readRssMiB(web.child.pid!, 'VmHWM') - before).toBeLessThan(MAX_GROWTH_MIB);
  });
}

async function post(path: string, chunked: boolean): Promise<number> {
  const body = chunked ? new Blob([BODY]).stream() : BODY;
  const answer = await fetch(web.address + path, {
    method: 'POST',
    body,
    redirect: 'manual',
    ...(chunked && { duplex: 'half' }),
  });
  await answer.body?.cancel();
  return answer.status;
}
