import { expect, test } from 'vitest';
import type { HotColumn, HotIndex, HotTable } from '../../../domain/hot.ts';
import { adviseOnIndex } from '../../../model/hot/adviseHot.ts';

const column = (name: string, own: Partial<HotColumn> = {}): HotColumn => ({
  name,
  quoted: name,
  type: 'integer',
  isPrimary: false,
  generatedFrom: [],
  ...own,
});
const table: HotTable = {
  table: 'public.t',
  names: [],
  leaves: ['public.t'],
  narrowName: 'public.t_narrow',
  inserts: 0,
  updates: 1_000_000,
  hotUpdates: 0,
  newPageUpdates: 0,
  fillfactor: 100,
  columns: [column('id', { isPrimary: true }), column('n'), column('email')],
  indexes: [],
  hasTrigger: false,
};
const index = (own: Partial<HotIndex> = {}): HotIndex => ({
  name: 'public.ix',
  method: 'btree',
  isSummarizing: false,
  bytes: 8_192,
  scans: 1_000_000,
  isUnique: false,
  isValid: true,
  isConstraint: false,
  isPartitioned: false,
  columns: [{ name: 'n', role: 'key' }],
  ...own,
});
const statementsFor = (own: Partial<HotIndex>, columns: readonly string[] = ['n']): readonly string[] =>
  adviseOnIndex(table, index(own), columns).statements;

test('a plain index that is used gets the SQL of a narrow table', () => {
  expect(statementsFor({})).toEqual([
    'CREATE TABLE public.t_narrow (id integer, n integer, PRIMARY KEY (id), FOREIGN KEY (id) REFERENCES public.t ON DELETE CASCADE);',
    'INSERT INTO public.t_narrow SELECT id, n FROM public.t;',
    'CREATE INDEX ON public.t_narrow (n);',
  ]);
});

test.each<[string, Partial<HotIndex>]>([
  ['a unique one', { isUnique: true }],
  ['one of a constraint', { isConstraint: true }],
  [
    'one of which a part changes',
    {
      columns: [
        { name: 'email', role: 'key' },
        { name: 'n', role: 'key' },
      ],
    },
  ],
  ['one with an expression or a condition', { columns: [{ name: 'n', role: 'expression or condition' }] }],
  ['one of another method', { method: 'gin' }],
])('%s is not built again as another rule', (_, own) => {
  expect(statementsFor(own)).toEqual([]);
});

test('only an index that is valid and hardly scanned is to be dropped', () => {
  expect(statementsFor({ scans: 0 })).toEqual(['DROP INDEX CONCURRENTLY public.ix;']);
  expect(statementsFor({ scans: 0, isPartitioned: true })).toEqual(['DROP INDEX public.ix;']);
  expect(statementsFor({ scans: 0, isUnique: true })).toEqual([]);
  // It may be under construction.
  expect(statementsFor({ scans: 0, isValid: false })).toEqual([]);
});
