import { expect, test } from 'vitest';
import { explainSqlState } from '../../../app/buffer/_components/sqlStates.ts';

test.each([
  ['23505', 'a row with this key exists'],
  ['22000', 'a value the column cannot hold'],
  ['23000', 'a constraint refused it'],
  ['XX000', 'refused by PostgreSQL'],
])('%s: %s', (code, words) => expect(explainSqlState(code)).toBe(words));

test.each(Object.getOwnPropertyNames(Object.prototype))('%s is a code like any other', (code) =>
  expect(explainSqlState(code)).toBe('refused by PostgreSQL'),
);
