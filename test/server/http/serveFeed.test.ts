import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRedisClient } from '../../../redis/client.ts';
import { createSession, SESSION_COOKIE } from '../../../server/access/session.ts';
import { isForFeed, serveFeed } from '../../../server/http/serveFeed.ts';
import type { PipelineServices } from '../../../server/services.ts';
import { type Answered, ask, type Question } from '../../support/ask.ts';
import { eventually } from '../../support/eventually.ts';
import { createServerRig, type ServerRig } from '../../support/serverRig.ts';

let rig: ServerRig;
let services: PipelineServices;
let server: Server;
beforeAll(async () => {
  rig = await createServerRig();
  server = createServer((request, response) => {
    if (isForFeed(request)) void serveFeed(services, request, response);
    else response.writeHead(418).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await rig.stop();
});
beforeEach(async () => {
  // An object of its own: nothing that was read for another test is recent here.
  services = rig.with({});
  await rig.reset();
});

interface Page {
  readonly tokens: readonly { readonly mint: string }[];
  readonly nextCursor: string | null;
}

const feed = (query = '', question: Question = {}) => ask(server, `/api/warp-pipes/feed${query}`, question);
const readPage = ({ body }: Answered): Page => JSON.parse(body.toString()) as Page;
const readError = ({ body }: Answered): string => (JSON.parse(body.toString()) as { error: string }).error;
const withTag = (tag: string): Question => ({ headers: { 'if-none-match': tag } });

describe('a page', () => {
  test('has 50 of the newest, and the rest comes by cursor', async () => {
    await rig.insert(...Array.from({ length: 60 }, (_, i) => `m${String(i).padStart(2, '0')}`));
    const first = readPage(await feed());
    expect(first.tokens).toHaveLength(50);
    const rest = readPage(await feed(`?cursor=${first.nextCursor}&limit=500`));
    expect(rest.tokens.map(({ mint }) => mint)).toEqual(Array.from({ length: 10 }, (_, i) => `m${50 + i}`));
    expect(rest.nextCursor).toBeNull();
  });

  test('is 304 until something changes, a buffered value included', async () => {
    await rig.insert('a');
    const etag = (await feed()).headers.etag!;
    for (const tags of [etag, `"other", ${etag}`, '*', etag.replace('W/', '')]) {
      const again = await feed('', withTag(tags));
      expect([again.status, again.headers.etag, again.body.length]).toEqual([304, etag, 0]);
    }
    await rig.createBuffer({ shards: 4 }).bufferToken({ mint: 'a', order: 9, hotScore: '5' }, rig.epoch());
    await eventually(async () => expect((await feed('', withTag(etag))).status).toBe(200));
  });

  test('is compressed where that is asked for, with the same tag', async () => {
    await rig.insert(...Array.from({ length: 20 }, (_, i) => `m${i}`));
    const plain = await feed();
    expect(plain.headers['content-encoding']).toBeUndefined();
    const zipped = await feed('', { headers: { 'accept-encoding': 'br, gzip;q=0.5' } });
    expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(gunzipSync(zipped.body)).toEqual(plain.body);
    expect(zipped.headers.etag).toBe(plain.headers.etag);
    const refused = await feed('', { headers: { 'accept-encoding': 'gzip;q=0, identity' } });
    expect(refused.body).toEqual(plain.body);
  });

  test.each([
    ['?limit=0', 'limit is 0: it takes a whole number from 1 to 500'],
    ['?limit=501', 'limit is 501: it takes a whole number from 1 to 500'],
    ['?limit=1e2', 'limit is "1e2": it takes a whole number from 1 to 500'],
    ['?limit=', 'limit is "": it takes a whole number from 1 to 500'],
    ['?sort=name', 'sort is "name": it takes new, hot, marketCap, volume'],
    ['?cursor=%00', 'cursor is "\\u0000": it takes the nextCursor of the page before'],
  ])('%s is a 400 with one sentence', async (query, sentence) => {
    const answer = await feed(query);
    expect([answer.status, readError(answer)]).toEqual([400, sentence]);
  });

  test('is a 503 while Redis is away', async () => {
    const redis = createRedisClient({ url: 'redis://127.0.0.1:1', name: 'test', onError: () => undefined });
    services = rig.with({}, { redis });
    const answer = await feed();
    expect([answer.status, readError(answer)]).toEqual([
      503,
      'Redis does not answer now; try again in a few seconds',
    ]);
    redis.disconnect();
  });
});

describe('methods', () => {
  test('HEAD gets the head of GET', async () => {
    await rig.insert('a');
    const [get, head] = [await feed(), await feed('', { method: 'HEAD' })];
    const headers = { ...get.headers, date: head.headers.date };
    expect(head).toEqual({ status: 200, headers, body: Buffer.alloc(0) });
  });

  test('OPTIONS names them; others are a 405 that does so, too', async () => {
    const options = await feed('', { method: 'OPTIONS' });
    expect([options.status, options.headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS']);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await feed('', { method });
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
      expect(readError(answer)).toBe('The feed takes GET, HEAD, OPTIONS');
    }
  });
});

describe('access', () => {
  test('every answer has the security headers', async () => {
    const answers = [await feed(), await feed('?limit=0'), await feed('', { method: 'PUT' })];
    answers.push(await feed('', { headers: { host: 'evil.example' } }));
    for (const { headers } of answers) {
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    }
  });

  test.each(['evil.example', 'evil.example:3000', 'localhost.evil.example', 'a b', '['])(
    'a foreign name for this machine is refused: %j',
    async (host) => expect((await feed('', { headers: { host } })).status).toBe(403),
  );

  test.each(['localhost', '127.0.0.1:3000', '[::1]:3000'])('%s is this machine', async (host) =>
    expect((await feed('', { headers: { host } })).status).toBe(200),
  );

  test('with a token it takes a session', async () => {
    const token = 'a token of some length';
    services = rig.with({ HOST: '0.0.0.0', DASHBOARD_TOKEN: token });
    const refused = await feed();
    expect([refused.status, readError(refused)]).toEqual([401, expect.stringMatching(/^Log in first/)]);
    const session = `${SESSION_COOKIE}=${createSession(token, Date.now())}`;
    expect((await feed('', { headers: { cookie: `other=1; ${session}` } })).status).toBe(200);
    expect((await feed('', { headers: { cookie: `${session}x` } })).status).toBe(401);
  });
});

test('what is not the feed is left to others', async () => {
  for (const path of ['/', '/api/warp-pipes/feeds', '/api/warp-pipes/feed/', '/x/api/warp-pipes/feed'])
    expect((await ask(server, path)).status, path).toBe(418);
});
