import { NextRequest } from 'next/server';
import { beforeEach, describe, expect, test } from 'vitest';
import { proxy } from '../../../proxy.ts';
import { createSession, SESSION_COOKIE } from '../../../server/access/session.ts';
import { type Services, setServices } from '../../../server/services.ts';
import type { System } from '../../../server/types.ts';
import { parseConfig } from '../../../worker/config/index.ts';

const PIPELINE: System = { pipeline: true, server: null, servers: [], buffers: true };
/** The proxy reads nothing else. */
const configure = (variables: Record<string, string>, system = PIPELINE): void =>
  setServices({ config: parseConfig(variables), system } as Services);
beforeEach(() => configure({}));

const visit = (url: string, headers: Record<string, string> = {}) =>
  proxy(new NextRequest(url, { headers: { host: new URL(url).host, ...headers } }));

test('where several servers are watched, an overview of none is that of all', () => {
  const servers = ['app', 'stock'];
  configure({}, { pipeline: false, server: 'app', servers, buffers: false });
  expect(visit('http://localhost:3000/').headers.get('location')).toBe('http://localhost:3000/servers');
  expect(visit('http://localhost:3000/checkpoints').headers.get('location')).toBeNull();
});

describe('headers', () => {
  test('of a page: a policy with a nonce of its own, which Next gets', () => {
    const policies = [0, 1].map(() => visit('http://localhost:3000/').headers);
    const [first, second] = policies.map((headers) => headers.get('content-security-policy')!);
    expect(first).toMatch(/script-src 'self' 'nonce-[\w+/=]{20,}' 'strict-dynamic';/);
    expect(first).not.toMatch(/script-src[^;]*unsafe/);
    expect(first).toContain("frame-ancestors 'none'");
    expect(first).not.toBe(second);
    expect(policies[0]!.get('x-middleware-request-content-security-policy')).toBe(first);
    expect(policies[0]!.get('x-content-type-options')).toBe('nosniff');
    expect(policies[0]!.get('referrer-policy')).toBe('same-origin');
  });

  test('of the API: nosniff, and nothing to frame', () => {
    const { headers } = visit('http://localhost:3000/api/health');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
  });
});

describe('access', () => {
  test('a foreign name for this machine is refused', () =>
    expect(visit('http://evil.example:3000/').status).toBe(403));

  test('without a session pages lead to the form, and the API answers 401', async () => {
    configure({ HOST: '0.0.0.0', DASHBOARD_TOKEN: 'a token of some length' });
    const page = visit('http://dash.example/feed?sort=hot');
    expect(page.status).toBe(307);
    expect(page.headers.get('location')).toBe('http://dash.example/login?next=%2Ffeed%3Fsort%3Dhot');
    expect(visit('http://dash.example/docs/checkpoints').status).toBe(307);
    expect(visit('http://dash.example/api/docs/pictures/cycle.svg').status).toBe(401);
    const api = visit('http://dash.example/api/export/checkpoints');
    expect(api.headers.get('cache-control')).toBe('no-store');
    expect([api.status, await api.json()]).toEqual([401, { error: expect.stringMatching(/^Log in first/) }]);
    expect(visit('http://dash.example/login').status).toBe(200);
    expect(visit('http://dash.example/api/health').status).toBe(200);
    const cookie = `${SESSION_COOKIE}=${createSession('a token of some length', Date.now())}`;
    expect(visit('http://dash.example/feed', { cookie }).status).toBe(200);
  });
});
