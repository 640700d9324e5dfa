import { expect, test } from 'vitest';
import { describeStatement } from '../../../model/sql/describeStatement.ts';

test.each([
  ['update t\n  set n = $1', 'update t set n = $1'],
  ['/* user: 7 */ insert into t values ($1) -- secret', 'insert into t values ($1)'],
  [`update t set a = 'it''s a secret' where b = E'\\'x'`, `update t set a = '…' where b = '…'`],
  ['select $body$ secret $body$', `select '…'`],
  ["alter role app password 'secret'", 'alter role …'],
  ["copy t from 's3://key:secret@bucket'", 'copy t …'],
  ['do $$ begin perform 1; end $$', 'do …'],
  [`insert into t values ('C:\\', 'secret')`, 'insert …'],
  [`insert into t values ('pw -- x', 1, 12.5)`, `insert into t values ('…', …, …)`],
  ['select /* a /* b */ secret */ 1', 'select …'],
  [`update t set a = 'a long text that is cut here: secret`, 'update …'],
  ['update t set a = $x$ secret', 'update …'],
  ['vacuum', 'vacuum …'],
])('%s is shown as %s', (text, shown) => {
  expect(describeStatement(text)).toBe(shown);
});

test('a long one is cut', () => {
  expect(describeStatement(`select ${'x, '.repeat(200)}`)).toHaveLength(160);
});
