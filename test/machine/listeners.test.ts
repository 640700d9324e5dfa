import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { listensAs } from '../../machine/listeners.ts';
import { portOf } from '../support/rawClient.ts';
import type { Server } from 'node:http';

test.runIf(process.platform === 'linux')('says whose program listens on a port, while it does', async () => {
  const uid = process.getuid!();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server as Server);
  expect([listensAs(uid, port), listensAs(uid + 1, port)]).toEqual([true, false]);
  server.close();
  await once(server, 'close');
  expect(listensAs(uid, port)).toBe(false);
});
