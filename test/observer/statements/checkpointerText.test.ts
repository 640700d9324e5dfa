import { expect, it } from 'vitest';
import { offers } from '../../../db/serverVersions.ts';
import { checkpointerText } from '../../../observer/statements/readCheckpointer.ts';

it('asks each version from 14 to 19 only for what it has', () => {
  const read = [14, 15, 16, 17, 18, 19].map((major) => {
    const text = checkpointerText(major * 10_000);
    return [
      text.includes('pg_stat_checkpointer c'),
      text.includes('pg_stat_io'),
      text.includes('w.wal_fpi_bytes'),
    ];
  });
  expect(read).toEqual([
    [false, false, false],
    [false, false, false],
    [false, true, false],
    [true, true, false],
    [true, true, false],
    [true, true, true],
  ]);
});

it('a minor version has what its major version has', () => {
  expect(offers(190_003, 'pg_stat_wal.wal_fpi_bytes')).toBe(true);
  expect(offers(180_099, 'pg_stat_wal.wal_fpi_bytes')).toBe(false);
});
