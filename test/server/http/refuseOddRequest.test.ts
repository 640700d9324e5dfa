import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refuseOddRequest } from '../../../server/http/refuseOddRequest.ts';
import { nobodyConnected, portOf, sayRaw } from '../../support/rawClient.ts';

let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (!refuseOddRequest(request, response)) response.writeHead(200, { connection: 'close' }).end('<page>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

const upgrade = (protocol: string): string =>
  `GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`;

test.each(['websocket', 'WebSocket', 'h2c, websocket'])(
  '%s is refused, and its socket closed',
  async (protocol) => {
    const answer = await sayRaw(portOf(server), upgrade(protocol));
    expect(answer).toMatch(/^HTTP\/1.1 400 [\s\S]*{"error":"This dashboard has no web socket"}$/);
    await nobodyConnected(server);
  },
);

test.each(['TRACE', 'PROPFIND', 'M-SEARCH', 'QUERY'])('%s is no method here', async (method) => {
  const answer = await sayRaw(portOf(server), `${method} / HTTP/1.1\r\nHost: a\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1.1 405 /);
});

test.each(['*', 'http://evil.example/'])('%s is no target here', async (target) => {
  const answer = await sayRaw(portOf(server), `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1.1 400 [\s\S]*begins with/);
});

test('CONNECT is closed', async () => {
  expect(await sayRaw(portOf(server), 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n')).toBe('');
});

test('a client that offers HTTP/2 gets its page', async () => {
  expect(await sayRaw(portOf(server), upgrade('h2c'))).toMatch(/^HTTP\/1.1 200 [\s\S]*<page>/);
});
