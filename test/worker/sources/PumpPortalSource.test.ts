import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Logger, pino } from 'pino';
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

/** A sink that accepts nothing until it is opened, and gives up when it is closed for good. */
function createClosedSink() {
  const accepted: DiscoveryEvent[] = [];
  const rejected: string[] = [];
  let open!: () => void;
  let close!: () => void;
  const opened = new Promise<void>((resolve, reject) => {
    open = resolve;
    close = () => reject(new Error('closed'));
  });
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
  return { sink, accepted, rejected, open, close };
}

/** Connects, sends launches, and waits until all of them were read. */
async function sendLaunches(count: number, sink: SourceSink, logger: Logger): Promise<void> {
  const { port } = server.address() as AddressInfo;
  source = new PumpPortalSource({ logger, metadata: false, socketUrl: `ws://127.0.0.1:${port}` });
  const connected = once(server, 'connection') as Promise<[WebSocket]>;
  await source.start(sink);
  const [socket] = await connected;
  for (let n = 0; n < count; n++) {
    socket.send(JSON.stringify({ signature: `s${n}`, mint: `M${n}`, txType: 'create', name: PADDING }));
  }
  // Answered behind the frames.
  socket.ping();
  await once(socket, 'pong');
}

it('holds launches up to a bound while none is accepted, counts what it drops, and stays connected', async () => {
  const { sink, accepted, rejected, open } = createClosedSink();
  await sendLaunches(FRAMES, sink, pino({ level: 'silent' }));
  expect(rejected.length).toBeGreaterThan(200);
  expect(new Set(rejected)).toEqual(new Set(['no-room']));
  open();
  await source.stop();
  expect(accepted.map(({ id }) => id)).toEqual(
    Array.from({ length: FRAMES - rejected.length }, (_, n) => `create-s${n}`),
  );
});

it('says in one line how many launches waited when it was stopped', async () => {
  const { sink, close } = createClosedSink();
  const lines: string[] = [];
  await sendLaunches(
    5,
    sink,
    pino({ level: 'warn', base: null }, { write: (line) => void lines.push(line) }),
  );
  const stopped = source.stop();
  close();
  await stopped;
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { events: 5, msg: 'pumpportal: events that waited at the stop are LOST' },
  ]);
});
