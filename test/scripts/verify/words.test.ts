import { expect, it } from 'vitest';
import { findTic, readLines, TICS, type Line } from '../../../scripts/verify/words.ts';

const lines = readLines();
const lineOf = (text: string): Line => ({ file: 'a.ts', number: 1, text });

it.each(TICS.filter(({ isBanned }) => isBanned))('nothing says $pattern: write $instead', (tic) => {
  const found = findTic(tic, lines);
  expect(found.map(({ file, number, text }) => `${file}:${number}: ${text.trim()}`)).toEqual([]);
});

it.each([
  'the mode in force',
  'foretold once one cycle was seen',
  'started by the clock',
  'const FLIP_MOST_BYTES = 1;',
  'a toggle',
  'kept for so long',
  '/** Of the row. */',
  '/** What it is. */',
])('finds a line like "%s"', (text) => {
  expect(TICS.filter((tic) => findTic(tic, [lineOf(text)]).length > 0)).toHaveLength(1);
});

it.each(['switching is active', 'a ToggleGroup', 'so it waits', 'MOSTLY', '/** Often empty. */'])(
  'leaves a line like "%s"',
  (text) => {
    expect(TICS.filter((tic) => findTic(tic, [lineOf(text)]).length > 0)).toEqual([]);
  },
);
