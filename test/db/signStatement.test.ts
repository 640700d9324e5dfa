import { expect, it } from 'vitest';
import { signStatement } from '../../db/statements/signStatement.ts';

it.each([
  ['insert into t values (1)', 'insert /* breakwater:Job */ into t values (1)'],
  [
    '\nwith a as (select 1)\nupdate t set i = 2',
    '\nwith /* breakwater:Job */ a as (select 1)\nupdate t set i = 2',
  ],
])('signs %j behind its first word', (text, signed) => {
  expect(signStatement('Job', text)).toBe(signed);
});
