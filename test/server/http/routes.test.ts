import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GET as getExport } from '../../../app/api/export/checkpoints/route.ts';
import { GET as getHealth } from '../../../app/api/health/route.ts';
import { GET as getTrpc, POST as postTrpc } from '../../../app/api/trpc/[trpc]/route.ts';
import { createRedisClient } from '../../../redis/client.ts';
import { SETTINGS_KEY } from '../../../redis/keys.ts';
import { checkpointOf, createServerRig, type ServerRig, tellLiveState } from '../../support/serverRig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());
afterEach(() => rig.serve(rig.services));

const HERE = 'http://localhost:3000';
const get = (path: string, headers: Record<string, string> = {}): Request =>
  new Request(`${HERE}${path}`, { headers });
const readError = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: string }).error;

describe('GET /api/export/checkpoints', () => {
  const load = (query: string) => getExport(get(`/api/export/checkpoints${query}`));

  test('gives a file of either format', async () => {
    const record = checkpointOf({ startedAt: 1_700_000_000_000, notes: ['=1+1', 'say "hi"'] });
    await rig.services.history.appendEvent('checkpoints', { at: record.startedAt, value: record });
    const csv = await load('?format=csv&from=1690000000000');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="checkpoints.csv"');
    const lines = (await csv.text()).split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('2023-11-14T22:13:20.000Z');
    expect(lines[1]).toContain(`"'=1+1; say ""hi"""`);
    expect(await (await load('?format=json')).json()).toEqual([record]);
    expect(((await (await load('?format=json&to=5')).json()) as unknown[]).length).toBe(0);
  });

  test('prints milliseconds and whole bytes, whatever the floats are', async () => {
    const record = checkpointOf({
      startedAt: 1_700_000_000_000.4,
      endedAt: 1_700_000_000_300.6,
      writeSeconds: 0.1 + 0.2,
      syncSeconds: 1.1 - 1,
      walDistanceBytes: 1_000_000.5,
      predicted: { buffers: 3, writeSeconds: 3 * 0.1001, dirtyPages: null, source: 'buffercache' },
      forecast: {
        madeAt: 1_699_999_999_999.9,
        startsAt: 1_700_000_000_000.2,
        cause: 'time',
        skipped: false,
        buffers: 3,
        dirtyPages: 3,
        writeSeconds: 0.1 * 3,
      },
    });
    await rig.services.history.appendEvent('checkpoints', { at: record.startedAt, value: record });
    for (const format of ['csv', 'json']) {
      const body = await (await load(`?format=${format}&from=1690000000000`)).text();
      expect(body).not.toMatch(/\.\d{4,}/);
    }
    const [read] = (await (await load('?format=json&from=1690000000000')).json()) as [typeof record];
    expect(read).toMatchObject({
      startedAt: 1_700_000_000_000,
      endedAt: 1_700_000_000_301,
      writeSeconds: 0.3,
      syncSeconds: 0.1,
      walDistanceBytes: 1_000_001,
      predicted: { writeSeconds: 0.3 },
      forecast: { madeAt: 1_700_000_000_000, startsAt: 1_700_000_000_000, writeSeconds: 0.3 },
    });
  });

  test.each(['?format=xlsx', '?from=yesterday', '?to=99999999999999999'])('%s is a 400', async (query) => {
    const response = await load(query);
    expect(response.status).toBe(400);
    expect(await readError(response)).toMatch(/^(format|from|to) is .+: it takes /);
  });
});

describe('GET /api/health', () => {
  test('is 503 without a worker, 200 with one, and names no version', async () => {
    expect((await getHealth(get('/api/health'))).status).toBe(503);
    await tellLiveState(rig);
    const well = await getHealth(get('/api/health'));
    expect(well.status).toBe(200);
    expect(await well.json()).toEqual({
      ok: true,
      parts: { worker: { ok: true }, redis: { ok: true }, postgres: { ok: true } },
    });
  });

  test('says which part is away', async () => {
    const redis = createRedisClient({ url: 'redis://127.0.0.1:1', name: 'test', onError: () => undefined });
    rig.serve(rig.with({}, { redis }));
    const response = await getHealth(get('/api/health'));
    const { parts } = (await response.json()) as { parts: Record<string, { ok: boolean }> };
    expect(response.status).toBe(503);
    expect([parts['redis']?.ok, parts['postgres']?.ok]).toEqual([false, true]);
    redis.disconnect();
  });
});

describe('/api/trpc', () => {
  test.each([
    ['a read', '/api/trpc/overview.read', 200],
    ['several', '/api/trpc/overview.read,overview.read?batch=1&input=%7B%7D', 200],
    ['an error', '/api/trpc/nothing', 404],
  ])('nobody keeps %s', async (_what, path, status) => {
    const answer = await getTrpc(get(path));
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([status, 'no-store']);
  });

  test('nobody keeps a stream, or compresses it into pieces', async () => {
    const ended = new AbortController();
    const answer = await getTrpc(new Request(`${HERE}/api/trpc/live.stream`, { signal: ended.signal }));
    expect(answer.headers.get('cache-control')).toBe('no-cache, no-transform');
    await answer.body!.cancel();
    ended.abort();
  });

  const post = (headers: Record<string, string>, body: string) =>
    postTrpc(
      new Request(`${HERE}/api/trpc/strategy.set`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      }),
    );
  const asked = () => rig.redis.hget(SETTINGS_KEY, 'strategy');
  const direct = JSON.stringify({ strategy: 'direct' });

  test('answers queries', async () => {
    const response = await getTrpc(get('/api/trpc/overview.read'));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ result: { data: { postgres: { state: 'up' } } } });
  });

  test.each([
    [{ origin: 'http://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site', origin: 'http://localhost:3001' }, 403],
    [{ origin: HERE }, 200],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{}, 200],
  ])('a mutation with %j is %i', async (headers: Record<string, string>, status) => {
    expect((await post(headers, direct)).status).toBe(status);
    expect(await asked()).toBe(status === 200 ? 'direct' : null);
  });

  test('takes 64 kB and no more, whether the length is given or not', async () => {
    const large = JSON.stringify({ strategy: 'x'.repeat(65_536) });
    expect((await post({}, large)).status).toBe(413);
    const body = new ReadableStream({
      start: (controller) => {
        for (let i = 0; i < 70; i++) controller.enqueue(new Uint8Array(1_024));
        controller.close();
      },
    });
    const url = `${HERE}/api/trpc/strategy.set`;
    const streamed = new Request(url, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect((await postTrpc(streamed)).status).toBe(413);
  });

  test('says that JSON is broken without repeating it', async () => {
    const response = await post({}, '{"strategy": secret');
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).toContain('The request is not valid JSON');
    expect(text).not.toContain('secret');
  });

  test('takes no mutation by GET', async () => {
    const input = encodeURIComponent(direct);
    const response = await getTrpc(get(`/api/trpc/strategy.set?input=${input}`));
    expect(response.status).toBe(405);
    expect(await asked()).toBeNull();
  });
});
