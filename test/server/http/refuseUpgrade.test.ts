import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refuseUpgrade } from '../../../server/http/refuseUpgrade.ts';
import { nobodyConnected, portOf, sayRaw } from '../../support/rawClient.ts';

let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (!refuseUpgrade(request, response)) response.writeHead(200, { connection: 'close' }).end('<page>');
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

test('a client that offers HTTP/2 gets its page', async () => {
  expect(await sayRaw(portOf(server), upgrade('h2c'))).toMatch(/^HTTP\/1.1 200 [\s\S]*<page>/);
});
