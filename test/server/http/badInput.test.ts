import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { GET as getTrpc, POST as postTrpc } from '../../../app/api/trpc/[trpc]/route.ts';
import { appRouter } from '../../../server/appRouter.ts';
import { checkpointOf, createServerRig, type ServerRig } from '../../support/serverRig.ts';

const HERE = 'http://localhost:3000';

interface Procedure {
  readonly path: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  /** Fields of its input by name; empty where it takes none. */
  readonly fields: Readonly<Record<string, z.ZodType>>;
}

/** Every procedure there is: a new one is under test by itself. */
const PROCEDURES: readonly Procedure[] = Object.entries(appRouter._def.procedures as object).map(
  ([path, procedure]) => {
    const { type, inputs } = (procedure as { _def: { type: Procedure['type']; inputs: z.ZodType[] } })._def;
    const input = inputs[0] instanceof z.ZodOptional ? inputs[0].unwrap() : inputs[0];
    return { path, type, fields: input instanceof z.ZodObject ? input.shape : {} };
  },
);
const ofType = (...types: readonly Procedure['type'][]): readonly Procedure[] =>
  PROCEDURES.filter(({ type }) => types.includes(type));
const WITH_INPUT = PROCEDURES.filter(({ fields }) => Object.keys(fields).length > 0);

/** No field takes any of these, whatever it is. */
const HOSTILE: readonly unknown[] = [
  true,
  {},
  [[]],
  -1e18,
  1e308,
  'NUL\0',
  'x'.repeat(10_000),
  Array.from({ length: 501 }, () => 'a:1'),
];
/** Something for every field, so that the hostile one is all that is wrong. */
const GOOD: readonly unknown[] = [
  1,
  'abc',
  'new',
  'direct',
  'calm',
  'seed',
  ['a:1'],
  ['direct', 'hybrid'],
  null,
];
/** Values that the feed's cursor never is; the last two are JSON of the right length. */
const CURSORS: readonly unknown[] = [
  'x',
  '!',
  'e30',
  'x'.repeat(2_001),
  Buffer.from('["new",null,"a"]').toString('base64url'),
  Buffer.from(`["new","1'; drop table token_discovery","a"]`).toString('base64url'),
];

function fillIn({ path, fields }: Procedure): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const good = GOOD.find((value) => field.safeParse(value).success);
      if (good === undefined) throw new Error(`GOOD has nothing for ${name} of ${path}`);
      return [name, good];
    }),
  );
}

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());
let before: unknown;
beforeEach(async () => {
  await rig.reset();
  await rig.insert('a');
  await rig.createBuffer({ shards: 4 }).bufferToken({ mint: 'a', order: 9, status: 'active' }, rig.epoch());
  const record = checkpointOf({});
  await rig.services.history.appendEvent('checkpoints', { at: record.startedAt, value: record });
  before = await readEverything();
});
afterEach(expectUnchanged);

const TABLES = [
  'token_discovery',
  'token_market',
  'tracked_token',
  'token_price',
  'sync_shard',
  'write_mode',
];

/** Both stores, row by row and key by key; settings and checkpoints of the server are judged by the answer. */
async function readEverything(): Promise<unknown> {
  const keys = (await (rig.redis as { keys(pattern: string): Promise<string[]> }).keys('*')).toSorted();
  const dumps = await Promise.all(keys.map((key) => rig.redis.dumpBuffer(key)));
  const rows = await Promise.all(
    TABLES.map(
      async (table) => (await rig.pool.query(`select xmin::text, t.* from ${table} t order by 2`)).rows,
    ),
  );
  const redis = keys.map((key, i) => [key, createHash('sha256').update(dumps[i]!).digest('hex')]);
  return { redis, rows };
}

async function expectUnchanged(): Promise<void> {
  expect(await readEverything()).toEqual(before);
}

interface Answer {
  readonly status: number;
  readonly sentence: string;
  readonly text: string;
}

async function call({ path, type }: Procedure, input: unknown, headers = {}): Promise<Answer> {
  const json = JSON.stringify(input);
  if (type === 'mutation') return post(path, json, headers);
  return get(path, `?input=${encodeURIComponent(json)}`);
}

async function post(path: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const request = new Request(`${HERE}/api/trpc/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return read(await postTrpc(request));
}

async function get(path: string, query = ''): Promise<Answer> {
  return read(await getTrpc(new Request(`${HERE}/api/trpc/${path}${query}`)));
}

interface ErrorShape {
  readonly message: string;
  readonly data: { readonly httpStatus: number };
}

/** A stream has begun before its input is looked at: its error is an event, with the status in it. */
async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const event = /^event: serialized-error\ndata: (.+)$/m.exec(text)?.[1];
  if (event !== undefined) {
    const { message, data } = JSON.parse(event) as ErrorShape;
    return { status: data.httpStatus, sentence: message, text };
  }
  const { error } = JSON.parse(text) as { error?: ErrorShape | string };
  const sentence = typeof error === 'string' ? error : (error?.message ?? '');
  return { status: response.status, sentence, text };
}

/** One line that may be shown, and nothing of where it came from. */
function expectSentence({ sentence, text }: Answer): void {
  expect(sentence).toMatch(/^[^\n]{10,250}$/);
  expect(text.length).toBeLessThan(1_000);
  expect(text).not.toMatch(
    /stack|node_modules|\.[jt]s\b|\bat \w+ \(|select |insert |update |constraint|syntax/i,
  );
}

describe.each(WITH_INPUT)('$path', (procedure) => {
  const { path, type, fields } = procedure;

  test.each([null, 5, 'text', true, [], [{}]])('takes no %j for its input', async (input) => {
    const answer = await call(procedure, input);
    expect(answer.status).toBe(400);
    expect(answer.sentence).toMatch(/^The input is .+: it takes an object with /);
    expectSentence(answer);
  });

  test.each(Object.keys(fields))('takes nothing hostile for %s, and says what it takes', async (name) => {
    const good = fillIn(procedure);
    const hostile = name === 'cursor' ? [...HOSTILE, ...CURSORS] : HOSTILE;
    for (const value of hostile) {
      const answer = await call(procedure, { ...good, [name]: value });
      expect(answer.status, JSON.stringify(value).slice(0, 80)).toBe(400);
      expect(answer.sentence).toMatch(new RegExp(`^${name}(\\.\\d+)* is .+: it takes \\S`));
      expectSentence(answer);
    }
  });

  test('says that JSON is broken without repeating it', async () => {
    const broken = '{"secret": ';
    const answer = await (type === 'mutation'
      ? post(path, broken)
      : get(path, `?input=${encodeURIComponent(broken)}`));
    expect(answer).toMatchObject({ status: 400, sentence: 'The request is not valid JSON' });
    expect(answer.text).not.toContain('secret');
    expectSentence(answer);
  });
});

describe.each(ofType('mutation'))('$path changes nothing', (procedure) => {
  const { path } = procedure;
  const good = (): string => JSON.stringify(fillIn(procedure));

  test.each([{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }])(
    'for a page of another origin: %j',
    async (headers: Record<string, string>) => {
      const answer = await post(path, good(), headers);
      expect(answer.status).toBe(403);
      expect(answer.sentence).toContain('another origin');
      expectSentence(answer);
    },
  );

  test('by GET', async () => {
    const answer = await get(path, `?input=${encodeURIComponent(good())}`);
    expect(answer.status).toBe(405);
    expectSentence(answer);
  });

  test('by a form, or as text that no page has to ask for', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const answer = await post(path, good(), { 'content-type': type });
      expect(answer.status, type).toBe(415);
      expectSentence(answer);
    }
  });

  test('for a body larger than 64 kB', async () => {
    const answer = await post(path, JSON.stringify({ ...fillIn(procedure), more: 'x'.repeat(65_536) }));
    expect(answer).toMatchObject({ status: 413, sentence: 'The request is larger than 64 kB' });
    expectSentence(answer);
  });
});

test.each(ofType('query', 'subscription'))('$path is not answered to POST', async ({ path }) => {
  const answer = await post(path, '{}');
  expect(answer.status).toBe(405);
  expectSentence(answer);
});

test.each([
  ['overview', 404],
  ['strategy.set.more', 404],
  ['__proto__', 404],
  ['constructor.name', 404],
  ['%00', 404],
])('no procedure %s', async (path, status) => {
  const answer = await get(path);
  expect(answer.status).toBe(status);
  expectSentence(answer);
});

test('more than 20 calls at once are refused', async () => {
  const paths = Array.from({ length: 21 }, () => 'overview.read').join(',');
  const answer = await get(paths, '?batch=1&input=%7B%7D');
  expect(answer.status).toBe(400);
  expectSentence(answer);
});
