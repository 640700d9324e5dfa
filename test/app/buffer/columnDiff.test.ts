import { describe, expect, it } from 'vitest';
import { diffColumns } from '../../../app/buffer/_components/columnDiff.ts';
import type { TokenView } from '../../../domain/tokenColumns.ts';

const market = {
  marketCapUsd: '532.30',
  priceUsd: '0.5',
  volume24h: null,
  volume24hSol: null,
  priceChange24h: null,
  txCount24h: 3,
};
const current = { market, status: 'active', metadata: null } as unknown as TokenView;
const changed = (diff: ReturnType<typeof diffColumns>) =>
  diff.filter(({ changes }) => changes).map(({ column, before, after }) => [column, before, after]);

describe('diffColumns', () => {
  it('shows what would change, number by number', () => {
    const diff = diffColumns({ market: { ...market, marketCapUsd: '532.3', priceUsd: 'abc' } }, current);
    expect(diff).toHaveLength(6);
    expect(changed(diff)).toEqual([['priceUsd', '0.5', 'abc']]);
  });

  it('names only the columns that the payload writes, null included', () => {
    expect(diffColumns({ holderCount: null, status: 'active' }, current).map(({ column }) => column)).toEqual(
      ['status', 'holderCount'],
    );
    expect(changed(diffColumns({ metadata: null }, current))).toEqual([]);
  });

  it('changes everything that is not NULL where the row is missing', () => {
    expect(changed(diffColumns({ market }, null)).map(([column]) => column)).toEqual([
      'marketCapUsd',
      'priceUsd',
      'txCount24h',
    ]);
  });
});
