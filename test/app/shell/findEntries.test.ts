import { expect, it } from 'vitest';
import { findEntries, listEntries } from '../../../app/_components/shell/findEntries.ts';
import type { System } from '../../../server/types.ts';

const WATCHING: System = { pipeline: false, server: 'orders', servers: ['orders', 'stock'], buffers: false };
const PIPELINE: System = { pipeline: true, server: null, servers: [], buffers: true };
const namesOf = (system: System, typed: string): string[] =>
  findEntries(listEntries(null, system, '/checkpoints'), typed).map(({ name }) => name);

it('has the pages of this dashboard, and its servers where it watches several', () => {
  expect(namesOf(WATCHING, '')).toEqual([
    'Servers',
    'Overview',
    'Checkpoints',
    'Tables',
    'Logs',
    'Docs',
    'orders',
    'stock',
  ]);
  expect(namesOf({ ...WATCHING, servers: ['orders'] }, '')).toEqual([
    'Overview',
    'Checkpoints',
    'Tables',
    'Logs',
    'Docs',
  ]);
  expect(namesOf(PIPELINE, '')).toContain('Buffer');
});

it('finds by any part and by kind, what begins with it first', () => {
  expect(namesOf(WATCHING, 'o')).toEqual(['Overview', 'orders', 'Checkpoints', 'Logs', 'Docs', 'stock']);
  expect(namesOf(WATCHING, 'STOCK server')).toEqual(['stock']);
  expect(namesOf(WATCHING, 'feed')).toEqual([]);
});

it('leads to the same page of another server', () => {
  const [stock] = findEntries(listEntries(null, WATCHING, '/checkpoints'), 'stock');
  expect(stock).toMatchObject({ kind: 'server', address: '/checkpoints' });
});
