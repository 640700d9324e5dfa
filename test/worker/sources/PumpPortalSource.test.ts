import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { PumpPortalSource } from '../../../worker/sources/PumpPortalSource.ts';
import type { DiscoveryEvent, SourceSink } from '../../../worker/types.ts';

/** Beyond the bound by far; each is below the limit of a frame. */
const FRAMES = 600;
const PADDING = 'x'.repeat(60_000);

let server: WebSocketServer;
let source: PumpPortalSource;
beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
});
afterEach(async () => {
  await source.stop();
  server.close();
  await once(server, 'close');
});

/** A sink that accepts nothing until it is opened. */
function createClosedSink() {
  const accepted: DiscoveryEvent[] = [];
  const rejected: string[] = [];
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const sink: SourceSink = {
    acceptEvents: async (events) => {
      await opened;
      accepted.push(...events);
    },
    acceptMarket: async () => undefined,
    countQuiet: () => undefined,
    countRejected: (reason) => rejected.push(reason),
    saveProgress: async () => undefined,
    readProgress: async () => ({}),
    trackTokens: async () => undefined,
  };
  return { sink, accepted, rejected, open };
}

it('holds launches up to a bound while none is accepted, counts what it drops, and stays connected', async () => {
  const { sink, accepted, rejected, open } = createClosedSink();
  const { port } = server.address() as AddressInfo;
  const logger = pino({ level: 'silent' });
  source = new PumpPortalSource({ logger, metadata: false, socketUrl: `ws://127.0.0.1:${port}` });
  const connected = once(server, 'connection') as Promise<[WebSocket]>;
  await source.start(sink);
  const [socket] = await connected;
  for (let n = 0; n < FRAMES; n++) {
    socket.send(JSON.stringify({ signature: `s${n}`, mint: `M${n}`, txType: 'create', name: PADDING }));
  }
  // Answered behind the frames: all of them were read.
  socket.ping();
  await once(socket, 'pong');
  expect(rejected.length).toBeGreaterThan(200);
  expect(new Set(rejected)).toEqual(new Set(['no-room']));
  open();
  await source.stop();
  expect(accepted.map(({ id }) => id)).toEqual(
    Array.from({ length: FRAMES - rejected.length }, (_, n) => `create-s${n}`),
  );
});
