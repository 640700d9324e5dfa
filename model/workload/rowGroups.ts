import { createZipfMass } from '../distinctPages.ts';
import type { Workload } from './types.ts';

/** Rows that are updated equally often. */
export interface RowGroup {
  readonly rows: number;
  /** Share of all updates, for the whole group. */
  readonly share: number;
}

/** Ranks up to here make a group each; further ones share groups that grow by this factor. */
const EXACT_RANKS = 48;
const GROUP_GROWTH = 1.2;

type Stream = Pick<Workload, 'updatedRows' | 'distribution' | 'zipfExponent' | 'hotRows' | 'hotShare'>;

/** The rows of an update stream by how often they are hit, most often first. Shares add up to 1. */
export function listRowGroups(stream: Stream): RowGroup[] {
  const { updatedRows, distribution, hotShare } = stream;
  if (updatedRows <= 0) return [];
  if (distribution === 'zipf') return listZipfGroups(updatedRows, stream.zipfExponent);
  const hotRows = Math.min(stream.hotRows, updatedRows);
  if (distribution !== 'hot-set' || hotRows <= 0) return [{ rows: updatedRows, share: 1 }];
  const coldRows = updatedRows - hotRows;
  if (coldRows === 0) return [{ rows: hotRows, share: 1 }];
  return [
    { rows: hotRows, share: hotShare },
    { rows: coldRows, share: 1 - hotShare },
  ];
}

function listZipfGroups(rows: number, exponent: number): RowGroup[] {
  const massUpTo = createZipfMass(rows, exponent);
  const groups: RowGroup[] = [];
  for (let from = 0; from < rows;) {
    const to = Math.min(rows, from < EXACT_RANKS ? from + 1 : Math.ceil(from * GROUP_GROWTH));
    groups.push({ rows: to - from, share: massUpTo(to) - massUpTo(from) });
    from = to;
  }
  return groups;
}

/**
 * Expected distinct rows hit by u updates, and how many of them exactly once. Drawn at random: Σ n·(1 − e^(−λ)) and
 * Σ n·λ·e^(−λ), λ the updates a row of the group expects (the occupancy problem, Poisson). In turn: min(n, u).
 */
export function expectRowsHit(
  groups: readonly RowGroup[],
  updates: number,
  inTurn: boolean,
): { readonly distinct: number; readonly once: number } {
  let [distinct, once] = [0, 0];
  for (const { rows, share } of groups) {
    const each = (share * updates) / rows;
    if (inTurn) {
      distinct += Math.min(rows, share * updates);
      once += each <= 1 ? share * updates : rows * Math.max(0, 2 - each);
    } else {
      distinct -= rows * Math.expm1(-each);
      once += rows * each * Math.exp(-each);
    }
  }
  return { distinct, once };
}
