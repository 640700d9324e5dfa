import { describe, expect, it } from 'vitest';
import { Oracle } from '../../../bench/chaos/Oracle.ts';
import { lossByKill, lossByPower, type TailLoss } from '../../../bench/chaos/tailLoss.ts';
import { findLosses } from '../../../bench/chaos/verify.ts';
import { decodeEntry } from '../../../buffer/entry.ts';

function oracleOf(...kept: readonly (readonly [order: number, value: string])[]): Oracle {
  const oracle = new Oracle();
  for (const [order, value] of kept) {
    oracle.expect('A', 'pool', { order, value });
    oracle.keep('A', 'pool', { order, value, askedAt: Date.now() });
  }
  return oracle;
}

const judge = (oracle: Oracle, held: string | null, tailLosses: readonly TailLoss[] = []) =>
  findLosses(
    oracle.promises,
    { rows: new Map(held === null ? [] : [['A', { pool: held }]]), letters: [] },
    tailLosses,
  );

describe('findLosses', () => {
  it('wants the newest order that was acknowledged, in whichever order the acknowledgements came', () => {
    expect(judge(oracleOf([2, 'two'], [1, 'one']), 'two').lost).toEqual([]);
    expect(judge(oracleOf([2, 'two'], [1, 'one']), 'one').lost).toHaveLength(1);
    expect(judge(oracleOf([1, 'one']), null).lost).toHaveLength(1);
  });

  it('accepts a newer value that was asked for and not acknowledged, and no other', () => {
    const oracle = oracleOf([1, 'one']);
    oracle.expect('A', 'pool', { order: 2, value: 'two' });
    expect(judge(oracle, 'two').lost).toEqual([]);
    expect(judge(oracle, 'one').lost).toEqual([]);
    expect(judge(oracle, 'three').lost).toHaveLength(1);
    expect(judge(oracle, 'torn').lost).toHaveLength(1);
  });

  it('misses a row whose create was acknowledged', () => {
    const oracle = new Oracle();
    oracle.keepRow('B', Date.now());
    expect(judge(oracle, null).lost).toEqual(['B: no row, though its create was acknowledged']);
  });

  it('excuses and counts what everysec may lose, by how Redis ended', () => {
    const oracle = oracleOf([1, 'one']);
    const now = Date.now();
    expect(judge(oracle, null, [lossByKill(now + 1_000)])).toMatchObject({ lost: [], lostInWindow: 1 });
    expect(judge(oracle, null, [lossByKill(now + 3_000)]).lost).toHaveLength(1);
    expect(judge(oracle, null, [lossByPower(now + 3_000, 1_000)]).lost).toEqual([]);
    expect(judge(oracle, null, [lossByPower(now + 10_000, 1_000)]).lost).toHaveLength(1);
    expect(judge(oracle, null, [lossByPower(now - 10_000, 1_000)]).lost).toHaveLength(1);
  });

  it('finds a value in the dead letters, unless the letter is older', () => {
    const letter = (order: number) => ({
      id: 'A:1',
      shard: 0,
      code: '22P02',
      reason: '',
      diedAt: '',
      entry: decodeEntry('A', ['_v', '1', 'pool', JSON.stringify([order, { poolAddress: 'x' }])]),
    });
    const promises = oracleOf([5, 'five']).promises;
    const rows = new Map();
    expect(findLosses(promises, { rows, letters: [letter(5)] }, [])).toMatchObject({ lost: [], dead: 1 });
    expect(findLosses(promises, { rows, letters: [letter(4)] }, []).lost).toHaveLength(1);
  });
});
