import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TcpProxy } from '../../bench/chaos/TcpProxy.ts';
import { parseConfig } from '../../worker/config/index.ts';
import { type RunningWorker, startWorker } from '../../worker/index.ts';
import { identityOf, marketOf } from '../support/bufferRig.ts';
import { createTestDatabases, type TestDatabases } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

let databases: TestDatabases;
let worker: RunningWorker;
const proxies = {} as { postgres: TcpProxy; redis: TcpProxy };
const texts: string[] = [];

beforeAll(async () => {
  databases = await createTestDatabases();
  const [databaseUrl, redisUrl] = [new URL(databases.databaseUrl), new URL(databases.redisUrl)];
  proxies.postgres = new TcpProxy(Number(databaseUrl.port));
  proxies.redis = new TcpProxy(Number(redisUrl.port));
  await Promise.all([proxies.postgres.start(), proxies.redis.start()]);
  databaseUrl.port = String(proxies.postgres.port);
  redisUrl.port = String(proxies.redis.port);
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      texts.push(...chunk.toString().trimEnd().split('\n'));
      done();
    },
  });
  const config = parseConfig({
    METRICS_PORT: '0',
    // A file that does not end and says nothing.
    SOURCE: 'replay:/dev/null',
    STRATEGY: 'hybrid',
    TIME_SCALE: '300',
  });
  worker = await startWorker(
    {
      config: { ...config, databaseUrl: databaseUrl.href, redisUrl: redisUrl.href },
      logger: pino({ level: 'info', base: null }, stream),
      version: 'test',
    },
    new AbortController().signal,
  );
});
afterAll(async () => {
  for (const proxy of Object.values(proxies)) proxy.resume();
  await worker?.stop();
  await Promise.all(Object.values(proxies).map((proxy) => proxy.stop()));
  await databases?.drop();
});

interface Readiness {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, { readonly ok: boolean; readonly detail: string }>>;
}

const ask = (path: string) => fetch(`http://127.0.0.1:${worker.metricsPort}${path}`);

async function expectReady(status: number, parts: Readiness['parts']): Promise<void> {
  await eventually(async () => {
    const response = await ask('/readyz');
    expect(await response.json()).toMatchObject({ ready: status === 200, parts });
    expect(response.status).toBe(status);
  });
}

async function expectUp(server: string, value: number): Promise<void> {
  expect(await (await ask('/metrics')).text()).toContain(`breakwater_server_up{name="${server}"} ${value}\n`);
}

const create = (mint: string) =>
  worker.strategy.create(
    { identity: identityOf(mint), order: Date.now() * 1_000, status: 'new' },
    { component: 'NewTokenHandler', kind: 'create' },
  );
const update = (mint: string, priceUsd: string) =>
  worker.strategy.update([{ mint, order: Date.now() * 1_000, market: marketOf(priceUsd) }], {
    component: 'MarketDataJob',
    kind: 'market',
  });

describe.each([
  ['postgres', 'PostgreSQL'],
  ['redis', 'Redis'],
] as const)('while %s is away', (server, name) => {
  it('says so in /readyz, metrics and log, and that it is back', async () => {
    await expectReady(200, { [server]: { ok: true, detail: 'answers' } });
    await expectUp(server, 1);
    proxies[server].stall();
    await expectReady(503, {
      [server]: { ok: false, detail: expect.stringMatching(/^does not answer: /) as string },
    });
    await expectUp(server, 0);
    expect(texts.some((text) => text.includes(`${name} does not answer: `))).toBe(true);
    proxies[server].resume();
    await expectReady(200, { [server]: { ok: true, detail: 'answers' } });
    await expectUp(server, 1);
    expect(texts.some((text) => text.includes(`${name} answers again`))).toBe(true);
  });
});

describe('what is promised', () => {
  it('while PostgreSQL is away, updates are accepted and written once it is back', async () => {
    await create('A');
    proxies.postgres.stall();
    await update('A', '7');
    proxies.postgres.cut();
    await update('A', '8');
    proxies.postgres.resume();
    await eventually(async () => {
      await worker.buffer.syncBufferedTokens();
      expect(await worker.buffer.readLedger()).toMatchObject({ pending: 0, imbalance: 0 });
    });
    expect(await worker.buffer.readEntry('A')).toBeNull();
  });

  it('while Redis is away, new rows still reach PostgreSQL, and updates wait', async () => {
    proxies.redis.stall();
    expect(await create('B')).toBe('inserted');
    let isAccepted = false;
    const waiting = update('B', '9').then(() => (isAccepted = true));
    proxies.redis.cut();
    expect(await create('C')).toBe('inserted');
    expect(isAccepted).toBe(false);
    proxies.redis.resume();
    await waiting;
    await eventually(async () => {
      expect(await worker.buffer.readLedger()).toMatchObject({ imbalance: 0 });
    });
  });
});
