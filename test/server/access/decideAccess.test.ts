import { describe, expect, test } from 'vitest';
import { decideAccess } from '../../../server/access/decideAccess.ts';
import { createSession, SESSION_COOKIE, SESSION_SECONDS } from '../../../server/access/session.ts';

const now = 1_800_000_000_000;
const TOKEN = 'a token of some length';
const ask = (
  config: { host: string; dashboardToken: string | undefined; publicUrl?: string },
  {
    path = '/',
    host = 'localhost:3000',
    cookie,
  }: { path?: string; host?: string | null; cookie?: string } = {},
) => {
  const headers = new Headers();
  if (host !== null) headers.set('host', host);
  if (cookie !== undefined) headers.set('cookie', `${SESSION_COOKIE}=${cookie}`);
  return decideAccess({ publicUrl: undefined, ...config }, { path, headers, now });
};

describe('on a loopback address', () => {
  const local = { host: '127.0.0.1', dashboardToken: undefined };
  test.each(['localhost', 'localhost:3000', 'LOCALHOST:3000', '127.0.0.1:3000', '[::1]:3000'])(
    '%s is served',
    (host) => expect(ask(local, { host })).toBe('granted'),
  );
  test.each([
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
    '192.168.0.2',
    '',
    null,
    'a b',
  ])('%j is not: its name may have been pointed here', (host) =>
    expect(ask(local, { host })).toBe('wrong-host'),
  );
  test('behind a proxy its public name is served, too, and no other', () => {
    const behind = { ...local, publicUrl: 'https://breakwater.example' };
    expect(ask(behind, { host: 'breakwater.example' })).toBe('granted');
    expect(ask(behind, { host: '127.0.0.1:3000' })).toBe('granted');
    expect(ask(behind, { host: 'evil.example' })).toBe('wrong-host');
  });
  test('another loopback address is served by its own name', () =>
    expect(ask({ ...local, host: '127.0.0.2' }, { host: '127.0.0.2:3000' })).toBe('granted'));
});

describe('with a token', () => {
  const open = { host: '0.0.0.0', dashboardToken: TOKEN };
  const session = createSession(TOKEN, now);
  test.each(['/login', '/api/login', '/api/health'])('%s is open', (path) =>
    expect(ask(open, { path, host: 'any.example' })).toBe('granted'),
  );
  test.each(['/', '/feed', '/login/', '/api/login/x', '/api/trpc/overview.read', '/api/health/..;/x'])(
    '%s is not',
    (path) => expect(ask(open, { path })).toBe('log-in'),
  );
  test('a session opens it, until it ends', () => {
    expect(ask(open, { cookie: session })).toBe('granted');
    expect(ask(open, { cookie: createSession(TOKEN, now - SESSION_SECONDS * 1_000) })).toBe('log-in');
  });
  test.each([
    session.replace(/^\d+/, (endsAt) => String(Number(endsAt) + 1)),
    `${session}.x`,
    session.split('.')[0]!,
    TOKEN,
    '',
    'NaN.NaN',
    createSession('another token, as long', now),
  ])('%s is no session', (cookie) => expect(ask(open, { cookie })).toBe('log-in'));
});
