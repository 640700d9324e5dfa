import { expect, test } from 'vitest';
import type { PastPhase } from '../../../../scripts/verify/truth/plan.ts';
import type { Reading } from '../../../../scripts/verify/truth/shown.ts';
import {
  listNumbersWhileCollecting,
  listUnguarded,
  measureSilence,
} from '../../../../scripts/verify/truth/staleness.ts';
import { readingsOf } from './shownFigures.ts';

const FROZEN: PastPhase = { name: 'Redis stopped', frozen: 'redis', seconds: 12, from: 10_000, to: 22_000 };

const areasAt = (at: number, marked: readonly string[]): Reading => ({
  page: 'overview',
  at,
  figures: [],
  areas: ['redis', 'worker', 'postgres'].map((source) => ({
    place: `overview: ${source}`,
    sources: [source],
    isMarked: marked.includes(source),
  })),
});

test('measures how long what comes from a frozen server is not marked', () => {
  const readings = [
    areasAt(9_500, []),
    areasAt(12_500, []),
    areasAt(16_000, ['redis']),
    areasAt(20_000, ['redis']),
  ];
  expect(
    measureSilence(readings, [FROZEN]).map(({ place, unmarkedSeconds }) => [place, unmarkedSeconds]),
  ).toEqual([
    ['overview: redis', 2.5],
    ['overview: worker', 10],
  ]);
});

test('finds figures that nothing would mark, and numbers shown while collecting', () => {
  const readings = readingsOf([
    { figure: 'a', sources: [] },
    { figure: 'b', isCollecting: true, value: null, text: 'collecting, 12 of 30 s' },
    { figure: 'c', isCollecting: true, value: null, text: '0' },
    { figure: 'd', isCollecting: true, value: 0, text: 'collecting, 12 of 30 s' },
    { figure: 'e', isCollecting: true, value: null, text: '2 of 5 cycles' },
  ]);
  expect(listUnguarded(readings)).toEqual(['a (overview: Checkpoint cycle)']);
  expect(listNumbersWhileCollecting(readings).map((found) => found[0])).toEqual(['c', 'd']);
});
