import { expect, test } from 'vitest';
import { formatCell } from '../../../server/http/csv.ts';

test.each([
  [null, ''],
  [-1.5, '-1.5'],
  [true, 'true'],
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['two\r\nlines', '"two\r\nlines"'],
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`],
])('%j becomes %s', (value, cell) => {
  expect(formatCell(value)).toBe(cell);
});
