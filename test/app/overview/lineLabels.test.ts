import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeLineLabels, type LineLabel } from '../../../app/_components/overview/charts/lineLabels.ts';
import { STRATEGY_NAMES } from '../../../domain/strategies.ts';

const WIDTH = 500;
const place = (...places: readonly number[]) =>
  placeLineLabels(
    places.map((x, i) => ({ x, key: String(i), text: i % 2 === 0 ? 'hybrid' : 'direct' })),
    WIDTH,
  );

/** As wide as it is drawn, at most. */
function boxOf({ x, text, anchor }: LineLabel): { left: number; right: number } {
  const width = text.length * 7;
  return anchor === 'start' ? { left: x, right: x + width } : { left: x - width, right: x };
}

describe('labels of marks', () => {
  it('are in the first row where there is room', () => {
    expect(place(10, 200).map(({ x, row, text }) => [x, row, text])).toEqual([
      [14, 0, 'hybrid'],
      [204, 0, 'direct'],
    ]);
  });

  it('are staggered, and counted where three rows are full', () => {
    expect(place(10, 12, 14, 16, 18).map(({ row, text }) => [row, text])).toEqual([
      [0, 'hybrid'],
      [1, 'direct'],
      [2, 'hybrid +2'],
    ]);
  });

  it('are left of a line at the right edge', () => {
    expect(place(490)).toEqual([{ key: '0', text: 'hybrid', x: 486, anchor: 'end', row: 0 }]);
  });

  it('are cut where they are long', () => {
    const text = 'dropped the index on hot_score, at last';
    expect(placeLineLabels([{ key: 'a', text, x: 10 }], WIDTH)[0]?.text).toBe('dropped the index on hot_sc…');
  });

  it('never overlap, and count every mark (property)', () => {
    const one = fc.record({
      x: fc.integer({ min: 0, max: WIDTH }),
      text: fc.oneof(fc.constantFrom(...STRATEGY_NAMES), fc.string({ minLength: 1, maxLength: 80 })),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 90 }), (all) => {
        const labels = placeLineLabels(
          all.map((each, i) => ({ ...each, text: each.text.replace(/\+/g, '-'), key: String(i) })),
          WIDTH,
        );
        for (const [i, label] of labels.entries()) {
          const { left, right } = boxOf(label);
          for (const other of labels.slice(i + 1).filter(({ row }) => row === label.row)) {
            expect(boxOf(other).left >= right || boxOf(other).right <= left).toBe(true);
          }
        }
        const counted = labels.reduce(
          (sum, { text }) => sum + 1 + Number(/\+(\d+)$/.exec(text)?.[1] ?? 0),
          0,
        );
        expect(counted).toBe(all.length);
      }),
    );
  });
});
