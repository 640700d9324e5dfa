import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tryCases } from '../../../scripts/verify/cases.ts';

const CASES = '../shared/data/cases';
const dir = mkdtempSync(join(tmpdir(), 'breakwater-cases-'));
afterAll(() => rmSync(dir, { recursive: true }));

it('says of each file whether it came out right, or that nothing is expected of it', async () => {
  for (const name of ['1-a.log', '2-b.csv', '3-c.sql', '4-d.txt', 'README.md'])
    writeFileSync(join(dir, name), '');
  const results = await tryCases(dir, [
    { name: '1-a', check: async () => null },
    { name: '2-b', check: async () => '3 rows and not 4' },
    {
      name: '3-c',
      check: async () => {
        throw new Error('cannot be read');
      },
    },
  ]);
  expect(results).toEqual([
    { file: '1-a.log', outcome: 'ok', detail: '' },
    { file: '2-b.csv', outcome: 'wrong', detail: '3 rows and not 4' },
    { file: '3-c.sql', outcome: 'wrong', detail: 'cannot be read' },
    { file: '4-d.txt', outcome: 'no expectation', detail: '' },
  ]);
});

it('names a directory that cannot be read', async () => {
  await expect(tryCases(join(dir, 'absent'))).rejects.toThrow(/absent" cannot be read \(ENOENT\)/);
});

describe.skipIf(!existsSync(CASES))('the cases that others reported (skipped where absent)', () => {
  it('all of them come out right', async () => {
    const results = await tryCases(CASES);
    expect(results.filter(({ outcome }) => outcome === 'wrong')).toEqual([]);
    expect(results.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThanOrEqual(18);
  });
});
