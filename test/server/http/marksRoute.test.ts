import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { POST } from '../../../app/api/marks/route.ts';
import { createSession, SESSION_COOKIE } from '../../../server/access/session.ts';
import { createServerRig, type ServerRig } from '../../support/serverRig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());
afterEach(() => rig.serve(rig.services));

const post = async (body: string, headers: Record<string, string> = {}) => {
  const response = await POST(
    new Request('http://localhost:3000/api/marks', { method: 'POST', body, headers }),
  );
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const list = () => rig.caller.marks.list({ from: 0, to: Date.now() + 1_000, limit: 10 });

it('keeps a mark of now beside the history', async () => {
  const { status, body } = await post('{"text":" index dropped "}');
  expect(status).toBe(201);
  expect(body).toEqual({ at: expect.any(Number), value: { kind: 'note', text: 'index dropped' } });
  expect(await list()).toEqual([body]);
  expect((await rig.caller.history.marks({ from: 0, to: Date.now() + 1_000, points: 10 })).marks).toEqual([
    body,
  ]);
});

it.each([
  ['{"text":""}', 'text is "": it takes one line of 1 to 80 characters'],
  ['{"text":"a\\nb"}', 'it takes one line of 1 to 80 characters'],
  ['{"text":1}', 'text is 1: it takes one line'],
  ['{}', 'text is missing'],
  ['index dropped', 'The body is not JSON: it takes {"text": "…"}'],
])('refuses %s in one line', async (given, sentence) => {
  const { status, body } = await post(given);
  expect([status, body['error']]).toEqual([400, expect.stringContaining(sentence)]);
  expect(await list()).toEqual([]);
});

it('takes none from a page of another origin, nor from whoever has not logged in', async () => {
  expect((await post('{"text":"x"}', { origin: 'http://evil.example' })).status).toBe(403);
  expect((await post('{"text":"x"}', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  rig.serve(rig.with({ DASHBOARD_TOKEN: 'a-token-of-many-characters' }));
  expect((await post('{"text":"x"}')).status).toBe(401);
  expect(await list()).toEqual([]);
});

it('takes one from a page behind a reverse proxy that the dashboard knows', async () => {
  const token = 'a-token-of-many-characters';
  rig.serve(rig.with({ PUBLIC_URL: 'https://checkpoints.example.com', DASHBOARD_TOKEN: token }));
  const cookie = `${SESSION_COOKIE}=${createSession(token, Date.now())}`;
  const { status } = await post('{"text":"x"}', { origin: 'https://checkpoints.example.com', cookie });
  expect(status).toBe(201);
});
