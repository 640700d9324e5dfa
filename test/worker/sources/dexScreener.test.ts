import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { readDexScreener } from '../../../worker/sources/dexScreener.ts';

const MIB = 1024 ** 2;

let server: Server;
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

/** Polls one token of a server that answers so; returns what was said of the failure. */
async function poll(answer: RequestListener): Promise<string[]> {
  server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const failures: string[] = [];
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await readDexScreener(['M'], { baseUrl, onFailure: (reason) => failures.push(reason) });
  return failures;
}

it('ends a request whose answer unpacks to more than 8 MiB, before it is whole', async () => {
  let closed: Promise<unknown> | undefined;
  const failures = await poll((_request, response) => {
    closed = once(response, 'close');
    response.writeHead(200, { 'content-encoding': 'gzip' });
    // 16 kB that unpack to 16 MiB; the answer never ends.
    response.write(gzipSync(Buffer.alloc(16 * MIB, ' ')));
  });
  expect(failures).toEqual(['DexScreener answered with more than 8.0 MB']);
  await closed;
});

it('closes the connection of an answer that says no and goes on and on', async () => {
  let closed: Promise<unknown> | undefined;
  const failures = await poll((_request, response) => {
    closed = once(response, 'close');
    response.writeHead(503);
    response.write('x'.repeat(1_000));
  });
  expect(failures).toEqual(['DexScreener answered 503']);
  await closed;
});

it('takes a large answer that stays below it', async () => {
  const failures = await poll((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(gzipSync(JSON.stringify({ pairs: [], padding: 'x'.repeat(7 * MIB) })));
  });
  expect(failures).toEqual([]);
});
