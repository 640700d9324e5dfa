import { expect, test } from 'vitest';
import { writeDiagnostics } from '../../../app/_components/shell/writeDiagnostics.ts';
import { LiveStore } from '../../../app/_components/live/liveStore.ts';
import type { Overview } from '../../../server/types.ts';

const AT = Date.UTC(2026, 0, 1, 12);
const up = { state: 'up', detail: 'postgres://app:hunter2@db.internal/app', since: null, code: null };
const OVERVIEW = {
  at: AT,
  worker: {
    ...up,
    version: '0.2.0',
    startedAt: AT - 60_000,
    source: 'simulate',
    preset: 'seed',
    timeScale: 60,
  },
  postgres: { ...up, state: 'down', version: '18.1', since: AT - 14_000, code: 'no answer' },
  redis: { ...up, version: 'Redis 7.2.4' },
  asOf: { worker: AT - 1_000, redis: AT, postgres: AT - 14_000, observer: AT - 15_000 },
  strategy: { active: null, asked: 'hybrid', draining: null },
  profile: { settings: { checkpointTimeoutSeconds: 300, completionTarget: 0.9 } },
  view: {
    status: { connected: false, since: AT - 15_000, code: 'no answer' },
    server: { role: 'alice', systemIdentifier: '7312' },
    missing: [{ what: 'dirty pages', consequence: '', remedy: 'GRANT pg_monitor TO "alice";' }],
  },
} as unknown as Overview;

test('says states with ages, versions, settings and codes', () => {
  const store = new LiveStore(OVERVIEW);
  const text = writeDiagnostics(store.read(), AT + store.read().clockOffsetMs + 2_000);
  expect(text).toContain('worker: up, version 0.2.0, last report 3 s ago');
  expect(text).toContain(
    'PostgreSQL: down since 2026-01-01T11:59:46.000Z (no answer), version 18.1, last answer 16 s ago, to the worker 17 s ago',
  );
  expect(text).toContain('Redis: up, version Redis 7.2.4, last answer 2 s ago');
  expect(text).toContain('strategy: active=not known asked=hybrid');
  expect(text).toContain('checkpointTimeoutSeconds=300 completionTarget=0.9');
  expect(text).toContain('not seen: dirty pages');
});

test('has no address, password, role or sentence of a server in it', () => {
  const text = writeDiagnostics(new LiveStore(OVERVIEW).read(), AT);
  expect(text).not.toMatch(/:\/\/|hunter2|alice|7312|GRANT|db\.internal/);
});

test('says that nothing was read', () => {
  expect(writeDiagnostics(new LiveStore(null).read(), AT)).toContain('overview: never read');
});
