import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Random } from '../../../scripts/verify/Random.ts';
import { readBody } from '../../../worker/sources/readBody.ts';

/** Too random to become smaller, with one byte changed. */
const SPOILT = gzipSync(new Random(1).bytes(200_000));
SPOILT[1_000]! ^= 0xff;

let server: Server;
beforeEach(async () => {
  server = createServer((_request, response) => {
    response.setHeader('content-encoding', 'gzip');
    response.end(SPOILT);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

it('ends with its signal where gzip is spoilt, and fetch does not', async () => {
  const signal = AbortSignal.timeout(3_000);
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { signal });
  await expect(readBody(response, { maxBytes: 1024 ** 2, signal })).rejects.toThrow('aborted');
});
