import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeMetrics } from '../../../scripts/verify/describeMetrics.ts';

/** The formatter aligns the table: cells count, not the blanks around them. */
const readRows = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .join('|'),
    );

it('docs/metrics.md lists every metric with its help (else: npm run verify -- metrics)', async () => {
  const rows = readRows(await describeMetrics());
  expect(rows.length).toBeGreaterThan(30);
  expect(readRows(readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8'))).toEqual(rows);
});
