import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ChildPort } from '../../../../scripts/launch/embedded/ports.ts';

let taken: Server;
let takenPort: number;
beforeEach(async () => {
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  takenPort = (taken.address() as AddressInfo).port;
});
afterEach(() => taken.close());

const choose = (fixed: number | undefined) =>
  ChildPort.choose({ name: 'METRICS_PORT', host: '127.0.0.1', fixed, wished: takenPort });

test('a wished port that is taken gives way', async () => {
  const port = await choose(undefined);
  expect([port.isFixed, port.number === takenPort]).toEqual([false, false]);
});

test('one that a person set is never replaced: it is refused in one line', async () => {
  await expect(choose(takenPort)).rejects.toThrow(
    `METRICS_PORT ${takenPort} is taken by another program on 127.0.0.1: set METRICS_PORT to a free port, or leave it out.`,
  );
  taken.close();
  await once(taken, 'close');
  const port = await choose(takenPort);
  expect([port.isFixed, port.number]).toEqual([true, takenPort]);
});
