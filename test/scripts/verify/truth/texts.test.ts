import { expect, test } from 'vitest';
import { holdsValue } from '../../../../scripts/verify/truth/texts.ts';

test.each([
  ['1,054', 1_053.7],
  ['12.3 MB', 12.3 * 1_024 ** 2],
  ['45 %', 0.4512],
  ['−3.2 %', -0.0321],
  ['Next in 0:12: 41 pages (30 dirty now), about 4.1 s of writing', 30],
  ['9.8 K/h', 9_812],
  ['35 ms', 0.0352],
  ['4 min 11 s', 251.3],
])('"%s" shows %d', (text, value) => expect(holdsValue(text, value)).toBe(true));

test.each([
  ['1,054', 960],
  ['41 pages, about 4.1 s', 30],
  ['–', 0],
  ['4 min 11 s', 211],
])('"%s" does not show %d', (text, value) => expect(holdsValue(text, value)).toBe(false));
