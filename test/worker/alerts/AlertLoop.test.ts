import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ObserverView } from '../../../domain/observerView.ts';
import { createHistory, type History } from '../../../redis/history.ts';
import type { AlertLoop } from '../../../worker/alerts/AlertLoop.ts';
import { createAlertLoop } from '../../../worker/alerts/createAlertLoop.ts';
import type { AlertMessage } from '../../../worker/alerts/message.ts';
import { PipelineMeter } from '../../../worker/alerts/PipelineMeter.ts';
import { createRecorder } from '../../../worker/metrics/recorder.ts';
import { createMetricsRegistry } from '../../../worker/metrics/registry.ts';
import { createWorkloadMetrics } from '../../../worker/metrics/workload.ts';
import { SETTINGS } from '../../observer/checkpoints/simulatedServer.ts';
import { eventually } from '../../support/eventually.ts';
import { portOf } from '../../support/rawClient.ts';
import { checkpointOf, createServerRig, type ServerRig } from '../../support/serverRig.ts';

const SECRET = 'T0K3N';
let rig: ServerRig;
let history: History;
let hook: Server;
let status = 200;
let heard: AlertMessage[] = [];
let lines = '';
const logger = pino({ level: 'debug' }, { write: (line: string) => void (lines += line) });
const loops: AlertLoop[] = [];

beforeAll(async () => {
  rig = await createServerRig();
  history = createHistory(rig.redis, { prefix: '{alerts}' });
  hook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (status === 200) heard.push(JSON.parse(body) as AlertMessage);
      response.writeHead(status).end();
    });
  });
  hook.listen(0, '127.0.0.1');
  await once(hook, 'listening');
});
afterAll(async () => {
  hook.close();
  await rig.stop();
});
beforeEach(async () => {
  await rig.redis.flushdb();
  status = 200;
  heard = [];
  lines = '';
});
afterEach(async () => {
  for (const loop of loops.splice(0)) await loop.stop();
});

const view: ObserverView = {
  at: Date.now(),
  status: { connected: true, since: 0 },
  missing: [],
  lastInterruption: null,
  server: null,
  settings: SETTINGS,
  sample: null,
  dirtyBuffers: null,
  walTriggerBytes: null,
  walBytesPerSecond: 0,
  running: null,
  next: null,
};

async function start(
  worker: string,
  allowsPrivate = true,
  seen = view,
  pipeline?: PipelineMeter,
): Promise<AlertLoop> {
  const loop = createAlertLoop(
    {
      webhook: { url: `http://127.0.0.1:${portOf(hook)}/${SECRET}`, allowsPrivate },
      publicUrl: 'https://watch.example',
    },
    {
      redis: rig.redis,
      key: '{alerts}:said',
      worker,
      server: 'orders',
      page: '/?server=orders',
      logger,
      readView: () => seen,
      findHistory: () => history,
      ...(pipeline !== undefined && { pipeline }),
    },
  )!;
  loops.push(loop);
  await loop.start();
  return loop;
}

async function end(syncSeconds: number): Promise<void> {
  const startedAt = Date.now() - 8_000;
  await history.appendEvent('checkpoints', {
    at: startedAt,
    value: checkpointOf({ startedAt, syncSeconds }),
  });
}

const said = () => heard.map(({ name, state }) => `${name} ${state}`);
const SLOW = 'BreakwaterCheckpointSyncSlow';

it('says once that an alert fires, not again after a restart, and that it is over', async () => {
  await end(7.5);
  const first = await start('one');
  await eventually(() => expect(said()).toEqual([`${SLOW} firing`]));
  expect(heard[0]).toMatchObject({
    server: 'orders',
    severity: 'warning',
    value: '7.5 s',
    threshold: 'more than 5 s',
    link: 'https://watch.example/?server=orders',
    endedAt: null,
  });
  expect(heard[0]!.text).toMatch(
    /^\[warning\] orders: fsync at the end of a checkpoint is slow\. 7\.5 s \(alert: more than 5 s\), since /,
  );
  // The answer to a message may still be under way when it is heard.
  await eventually(async () => expect(await rig.redis.hget('{alerts}:said', SLOW)).toMatch(/"saidAt":\d/));
  await first.stop();
  loops.length = 0;
  // Two at once: one of them judges.
  await start('two');
  await start('three');
  await end(0.2);
  await eventually(() => expect(said()).toEqual([`${SLOW} firing`, `${SLOW} resolved`]));
  expect(await rig.redis.hgetall('{alerts}:said')).toEqual({});
  expect(lines).not.toContain(SECRET);
});

it('tries again where the other end fails, and shows nothing of the address', async () => {
  status = 500;
  await end(7.5);
  await start('one');
  await eventually(() => expect(lines).toContain('The webhook failed'));
  expect(heard).toEqual([]);
  status = 200;
  await eventually(() => expect(said()).toEqual([`${SLOW} firing`]));
  expect(lines).toContain('status 500');
  expect(lines).not.toContain(SECRET);
});

it('does not connect to an address that is not public, unless that is allowed', async () => {
  await end(7.5);
  await start('one', false);
  await eventually(() => expect(lines).toContain('address is not public'));
  expect(heard).toEqual([]);
  expect(lines).not.toContain(SECRET);
});

it('what only began to hold before a restart begins again, and a state that is none is left out', async () => {
  const BLIND = 'BreakwaterObserverBlind';
  const since = Date.now() - 600_000;
  const pending = { since, isFiring: false, saidAt: null, endedAt: null, value: '', threshold: '' };
  await rig.redis.hset('{alerts}:said', { [BLIND]: JSON.stringify(pending), [SLOW]: 'no JSON' });
  await start('one', true, { ...view, status: { connected: false, since, code: 'ECONNREFUSED' } });
  await eventually(async () => {
    const state = JSON.parse((await rig.redis.hget('{alerts}:said', BLIND))!) as { since: number };
    expect(state.since).toBeGreaterThan(since);
  });
  expect(heard).toEqual([]);
});

it('says of a pipeline what its metrics say', async () => {
  const registry = createMetricsRegistry('0.0.0');
  const pace = { timeScale: 1, syncIntervalMs: 300_000, source: 'seed' };
  createWorkloadMetrics(registry, pace);
  const recorder = createRecorder(registry, pace);
  const sample = { pending: 0, parked: 0, imbalance: 0, oldestDirtyAt: null, memoryBytes: 0 };
  recorder.recordBuffer({ ...sample, dead: 2 });
  await start('one', true, view, new PipelineMeter(registry, async () => null));
  await eventually(() => expect(said()).toEqual(['BreakwaterDeadLetters firing']));
  expect(heard[0]).toMatchObject({ severity: 'warning', value: '2 dead letters', threshold: 'more than 0' });
  recorder.recordBuffer({ ...sample, dead: 0 });
  await eventually(() => expect(said().at(-1)).toBe('BreakwaterDeadLetters resolved'));
});
