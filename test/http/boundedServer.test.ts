import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createBoundedServer, type HttpBounds } from '../../http/boundedServer.ts';
import { countConnections, nobodyConnected, openRaw, portOf, sayRaw } from '../support/rawClient.ts';

const REQUEST_MS = 300;
/** More than the buffers between two sockets hold. */
const BIG = Buffer.alloc(64 * 1_024 * 1_024);
let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function serve(own: Partial<HttpBounds>, answer: (response: ServerResponse) => void): Promise<number> {
  server = createBoundedServer({ requestMs: REQUEST_MS, checkMs: 50, ...own });
  server.on('request', (_request, response: ServerResponse) => answer(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return portOf(server);
}

test.each([
  ['nothing', ''],
  ['half a head', 'GET / HTTP/1.1\r\nHost: a\r\n'],
  ['half a body', 'POST / HTTP/1.1\r\nHost: a\r\ncontent-length: 9\r\n\r\nabc'],
  ['half a chunk', 'POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: chunked\r\n\r\n9\r\nabc'],
])('who sends %s is let go', async (_what, text) => {
  const port = await serve({}, () => undefined);
  expect(await sayRaw(port, text)).toMatch(/^HTTP\/1.1 408 /);
  await nobodyConnected(server);
});

test('a stream goes on when the time of a request is long over', async () => {
  const port = await serve({}, (response) => {
    const startedAt = performance.now();
    const timer = setInterval(() => {
      if (performance.now() - startedAt < 4 * REQUEST_MS) response.write('more');
      else response.end('the end');
    }, 20);
    response.once('close', () => clearInterval(timer));
  });
  expect(await sayRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toContain('the end');
});

test('who does not read the answer is let go', async () => {
  const port = await serve({ idleMs: 300 }, (response) => response.end(BIG));
  const { socket } = await openRaw(port);
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(server, 'request');
  await nobodyConnected(server);
  expect(socket.bytesRead).toBeLessThan(BIG.length);
  socket.destroy();
});

test('one more than the bound is not let in', async () => {
  const port = await serve({ maxConnections: 3, requestMs: 60_000 }, () => undefined);
  const clients = await Promise.all([1, 2, 3].map(() => openRaw(port)));
  const dropped = once(server, 'drop');
  expect(await sayRaw(port)).toBe('');
  await dropped;
  expect(await countConnections(server)).toBe(3);
  for (const { socket } of clients) socket.destroy();
});
