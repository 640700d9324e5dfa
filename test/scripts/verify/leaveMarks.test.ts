import { expect, test } from 'vitest';
import { leaveMarks } from '../../../scripts/verify/leaveMarks.ts';

test('this npm runs no install script of a package in a project with our .npmrc', () => {
  expect(leaveMarks(['npm'], true)).toEqual([]);
});
