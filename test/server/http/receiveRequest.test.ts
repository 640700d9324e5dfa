import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { receiveRequest } from '../../../server/http/receiveRequest.ts';
import { nobodyConnected, openRaw, portOf, sayRaw } from '../../support/rawClient.ts';

const KB = 1_024;
let server: Server;
/** The bytes that the reader of the bodies got, Next in the real process. */
let read: { bytes: number; ended: number };
beforeAll(async () => {
  server = createServer((request, response) => {
    receiveRequest(request, response, () => void readAll(request, response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());
beforeEach(() => (read = { bytes: 0, ended: 0 }));

async function readAll(request: IncomingMessage, response: ServerResponse): Promise<void> {
  for await (const chunk of request) read.bytes += (chunk as Buffer).length;
  read.ended++;
  const connection = request.url === '/keep' ? 'keep-alive' : 'close';
  const body = String(read.bytes);
  response.writeHead(200, { connection, 'content-length': body.length }).end(body);
}

const withLength = (bytes: number, path = '/'): string[] => [
  `POST ${path} HTTP/1.1\r\nHost: a\r\ncontent-length: ${bytes}\r\n\r\n`,
  'a'.repeat(bytes),
];
const chunked = (bytes: number, path = '/'): string[] => [
  `POST ${path} HTTP/1.1\r\nHost: a\r\ntransfer-encoding: chunked\r\n\r\n`,
  ...Array.from({ length: Math.ceil(bytes / KB) }, (_, i) => {
    const size = Math.min(KB, bytes - i * KB);
    return `${size.toString(16)}\r\n${'a'.repeat(size)}\r\n`;
  }),
  '0\r\n\r\n',
];
const LIMITS = [
  ['/', 64],
  ['/api/trpc/x?batch=1', 64],
  ['/api/login', 8],
  ['/api/login?x', 8],
] as const;

for (const [name, write] of [
  ['a stated length', withLength],
  ['chunks', chunked],
] as const) {
  test.each(LIMITS)(`with ${name}, %s takes %d kB and not a byte more`, async (path, limit) => {
    expect(await sayRaw(portOf(server), ...write(limit * KB, path))).toMatch(/^HTTP\/1.1 200 /);
    expect(read).toEqual({ bytes: limit * KB, ended: 1 });
    const answer = await sayRaw(portOf(server), ...write(limit * KB + 1, path));
    expect(answer).toMatch(/^HTTP\/1.1 413 [\s\S]*\r\nconnection: close\r\n/i);
    expect(answer).toMatch(new RegExp(`{"error":"The request is larger than ${limit} kB"}$`));
    // Nobody takes a part for the whole.
    expect(read).toEqual({ bytes: limit * KB, ended: 1 });
    await nobodyConnected(server);
  });

  test(`who sends ${name} without end is let go, and nobody reads any of it`, async () => {
    const { socket, closed } = await openRaw(portOf(server));
    const [head = '', ...rest] = write(10 * KB * KB);
    socket.write(head);
    for (let i = 0; !socket.destroyed; i = (i + 1) % (rest.length - 1 || 1)) {
      if (!socket.write(rest[i]!)) await Promise.race([once(socket, 'drain').catch(() => closed), closed]);
    }
    expect(await closed).toMatch(/^(HTTP\/1.1 413 |$)/);
    expect(read).toEqual({ bytes: 0, ended: 0 });
    await nobodyConnected(server);
  });
}

test('what is cut off is read by nobody', async () => {
  for (const write of [withLength, chunked]) {
    const { socket, closed } = await openRaw(portOf(server));
    const [head = '', first = ''] = write(2 * KB);
    socket.end(head + first.slice(0, KB));
    await closed;
  }
  expect(read).toEqual({ bytes: 0, ended: 0 });
});

test('requests on one connection are answered each, in their order', async () => {
  const head = 'Host: a\r\ntransfer-encoding: chunked\r\n\r\n';
  const answers = await sayRaw(
    portOf(server),
    `POST /keep HTTP/1.1\r\n${head}3\r\nabc\r\n0\r\n\r\n`,
    'GET /keep HTTP/1.1\r\nHost: a\r\n\r\n',
    `POST / HTTP/1.1\r\n${head}5\r\nabcde\r\n0\r\n\r\n`,
  );
  expect([...answers.matchAll(/\r\n\r\n(\d+)/g)].map(([, bytes]) => bytes)).toEqual(['3', '3', '8']);
});
