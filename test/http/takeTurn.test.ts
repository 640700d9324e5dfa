import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createBoundedServer } from '../../http/boundedServer.ts';
import { takeTurn } from '../../http/takeTurn.ts';
import { eventually } from '../support/eventually.ts';
import { nobodyConnected, openRaw, portOf, sayRaw } from '../support/rawClient.ts';

const ask = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;

let server: Server;
let begun: { readonly url: string; readonly response: ServerResponse }[];
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function serve(): Promise<number> {
  begun = [];
  server = createBoundedServer();
  server.on('request', (request: IncomingMessage, response: ServerResponse) =>
    takeTurn(request, response, () => begun.push({ url: request.url!, response })),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return portOf(server);
}

test('what a client asks before it has its answer waits for that', async () => {
  const port = await serve();
  const answer = sayRaw(port, ask('/first') + ask('/second', 'Connection: close\r\n'));
  for (const [index, url] of ['/first', '/second'].entries()) {
    await eventually(() => expect(begun).toHaveLength(index + 1));
    expect(begun[index]!.url).toBe(url);
    begun[index]!.response.end(`the answer to ${url}`);
  }
  expect(await answer).toMatch(/the answer to \/first[^]*the answer to \/second/);
});

test('a connection is used for one request after the other', async () => {
  const port = await serve();
  const { socket } = await openRaw(port);
  for (let count = 1; count <= 5; count++) {
    socket.write(ask('/'));
    await eventually(() => expect(begun).toHaveLength(count));
    begun.at(-1)!.response.end('fine');
    await once(socket, 'data');
  }
  socket.destroy();
});

test('thousands of requests at once are one, and the end of the connection', async () => {
  const port = await serve();
  expect(await sayRaw(port, ask('/').repeat(3_000))).toBe('');
  await nobodyConnected(server);
  expect(begun).toHaveLength(1);
});

test('what waits for an answer that nobody reads any more is not begun', async () => {
  const port = await serve();
  const { socket } = await openRaw(port);
  socket.write(ask('/first') + ask('/second'));
  await eventually(() => expect(begun).toHaveLength(1));
  socket.destroy();
  await nobodyConnected(server);
  expect(begun).toHaveLength(1);
});
