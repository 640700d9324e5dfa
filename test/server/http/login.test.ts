import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { POST } from '../../../app/api/login/route.ts';
import { POST as postLogout } from '../../../app/api/logout/route.ts';
import { GET as getTrpc } from '../../../app/api/trpc/[trpc]/route.ts';
import { GET as getExport } from '../../../app/api/export/checkpoints/route.ts';
import { toLocalPath } from '../../../server/http/loginRoute.ts';
import { createServerRig, type ServerRig } from '../../support/serverRig.ts';

const TOKEN = 'correct horse battery staple';
const HERE = 'http://dash.example:3000';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());
beforeEach(() => rig.serve(rig.with({ HOST: '0.0.0.0', DASHBOARD_TOKEN: TOKEN })));

const logIn = (body: string, headers: Record<string, string> = {}) =>
  POST(
    new Request(`${HERE}/api/login`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    }),
  );
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const json = (token: unknown): string => JSON.stringify({ token });

describe('a session', () => {
  const readHistory = (cookie?: string) =>
    getExport(
      new Request(`${HERE}/api/export/checkpoints`, { headers: cookie === undefined ? {} : { cookie } }),
    );

  test('opens the API; without one it is shut', async () => {
    expect((await readHistory()).status).toBe(401);
    const refused = await getTrpc(new Request(`${HERE}/api/trpc/overview.read`));
    expect(refused.status).toBe(401);
    // The page's client knows by this that its session has ended.
    expect(await refused.json()).toMatchObject({ error: { data: { code: 'UNAUTHORIZED' } } });
    const response = await logIn(json(TOKEN));
    expect(response.status).toBe(200);
    const cookie = response.headers.get('set-cookie')!;
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain('horse');
    const session = cookie.split(';')[0]!;
    expect((await readHistory(`other=1; ${session}`)).status).toBe(200);
    expect((await readHistory(`${session}x`)).status).toBe(401);
    rig.serve(rig.with({ HOST: '0.0.0.0', DASHBOARD_TOKEN: `${TOKEN}!` }));
    expect((await readHistory(session)).status).toBe(401);
  });

  test('is Secure where the request came by https', async () => {
    const response = await logIn(json(TOKEN), { 'x-forwarded-proto': 'https' });
    expect(response.headers.get('set-cookie')).toMatch(/; Secure$/);
  });
});

describe('what is refused', () => {
  test.each([
    ['a wrong token', json('wrong'), {}, 401],
    ['an empty one', json(''), {}, 401],
    ['a number', json(5), {}, 400],
    ['nothing', '', {}, 400],
    ['null', 'null', {}, 400],
    ['a page of another origin', json(TOKEN), { 'sec-fetch-site': 'cross-site' }, 403],
    ['too much', json('x'.repeat(70_000)), {}, 413],
  ])('%s', async (_what, body, headers: Record<string, string>, status) => {
    const response = await logIn(body, headers);
    expect(response.status).toBe(status);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  test('the sixth try of a minute, even with the right token, and only from that address', async () => {
    const from = { 'x-forwarded-for': '203.0.113.7' };
    for (let i = 0; i < 5; i++) expect((await logIn(json('wrong'), from)).status).toBe(401);
    expect((await logIn(json(TOKEN), from)).status).toBe(429);
    expect((await logIn(json(TOKEN), { 'x-forwarded-for': '203.0.113.8' })).status).toBe(200);
  });

  test('no try of who is in already', async () => {
    const from = { 'x-forwarded-for': '203.0.113.9' };
    const cookie = (await logIn(json(TOKEN), from)).headers.get('set-cookie')!.split(';')[0]!;
    for (let i = 0; i < 10; i++)
      expect((await logIn(json(TOKEN), { ...from, cookie })).status, String(i)).toBe(200);
    expect((await logIn(json('wrong'), { ...from, cookie: `${cookie}x` })).status).toBe(401);
    for (let i = 0; i < 5; i++) await logIn(json('wrong'), from);
    expect((await logIn(json(TOKEN), { ...from, cookie: `${cookie}x` })).status).toBe(429);
    expect((await logIn(json('wrong'), { ...from, cookie })).status).toBe(401);
  });

  test('anything where no token is set', async () => {
    rig.serve(rig.services);
    const local = new Request('http://localhost:3000/api/login', { method: 'POST', body: json('x') });
    expect((await POST(local)).status).toBe(400);
  });
});

describe('to log out', () => {
  const logOut = (headers: Record<string, string> = {}) =>
    postLogout(new Request(`${HERE}/api/logout`, { method: 'POST', headers }));

  test('takes the session out of the browser, with or without one', async () => {
    const cookie = (await logIn(json(TOKEN))).headers.get('set-cookie')!;
    for (const headers of [{ cookie: cookie.split(';')[0]! }, { cookie: 'breakwater_session=old' }, {}]) {
      const answer = logOut({ ...headers, origin: HERE, host: 'dash.example:3000' });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/login']);
      expect(answer.headers.get('set-cookie')).toBe(
        'breakwater_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict',
      );
    }
    expect(logOut({ 'x-forwarded-proto': 'https' }).headers.get('set-cookie')).toMatch(/; Secure$/);
  });

  test.each([{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }])(
    'is not for a page of another origin: %j',
    (headers: Record<string, string>) => {
      const answer = logOut(headers);
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null]);
    },
  );
});

describe('the form', () => {
  test('leads on, or back with what is wrong', async () => {
    const right = await logIn(new URLSearchParams({ token: TOKEN, next: '/feed?sort=hot' }).toString(), form);
    expect([right.status, right.headers.get('location')]).toEqual([303, '/feed?sort=hot']);
    const wrong = await logIn(new URLSearchParams({ token: 'x', next: '/feed' }).toString(), form);
    expect([wrong.status, wrong.headers.get('location')]).toEqual([303, '/login?error=wrong&next=%2Ffeed']);
  });

  test.each([
    [null, '/'],
    ['', '/'],
    ['/feed', '/feed'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['/a\r\nSet-Cookie: x=1', '/'],
    ['/\t/evil.example', '/'],
  ])('%j leads to %s', (path, expected) => {
    expect(toLocalPath(path)).toBe(expected);
  });
});
