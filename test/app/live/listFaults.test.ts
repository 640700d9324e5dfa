import { expect, test } from 'vitest';
import { listFaults } from '../../../app/_components/live/listFaults.ts';
import type { Overview, PartHealth } from '../../../server/types.ts';

const up = { state: 'up', detail: '', since: null } as PartHealth;
const down = (since: number): PartHealth => ({ ...up, state: 'down', since });
const partsOf = (own: object, silentSince: number | null = null) => {
  const overview = { system: { pipeline: true }, postgres: up, redis: up, worker: up, ...own } as Overview;
  return listFaults({ overview, silentSince, connection: 'connecting' }).map(({ part, since }) => [
    part,
    since,
  ]);
};

test('nothing is at fault while all respond', () => {
  expect(partsOf({})).toEqual([]);
});

test('names PostgreSQL before Redis and the worker, each with its own moment', () => {
  expect(partsOf({ worker: down(3), redis: down(2), postgres: down(1) })).toEqual([
    ['PostgreSQL', 1],
    ['Redis', 2],
    ['worker', 3],
  ]);
});

test('where servers are watched, calls who reports the watcher', () => {
  const system = { pipeline: false, server: 'app', servers: ['app'] };
  expect(partsOf({ system, worker: down(3) })).toEqual([['watcher', 3]]);
});

test('does not blame a worker of whom nothing is known', () => {
  expect(partsOf({ redis: down(2), worker: { ...up, state: 'unknown' } })).toEqual([['Redis', 2]]);
});

test('without the web process nothing else is known', () => {
  expect(partsOf({ postgres: down(1) }, 9)).toEqual([['web process', 9]]);
  expect(listFaults({ overview: null, silentSince: null, connection: 'connecting' })).toHaveLength(1);
});

test('a server that answers with an error is not called silent', () => {
  const detailOf = (connection: 'connecting' | 'failing') =>
    listFaults({ overview: null, silentSince: 9, connection })[0]?.detail;
  expect(detailOf('connecting')).toBe('The server does not answer. Retrying every 2 s.');
  expect(detailOf('failing')).toBe(
    'The server answers with an error: its log says what. Retrying every 2 s.',
  );
});
