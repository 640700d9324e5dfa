import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../experiment/renderHtml.ts';
import { renderMarkdown, renderText } from '../../experiment/renderText.ts';
import { parsePlan } from '../../experiment/plan.ts';
import { measureSpread } from '../../experiment/summarize.ts';
import { FINAL, resultOf, runOf } from './results.ts';

const BASE = [100, 104, 98, 102];

describe('a summary', () => {
  it('gives totals per workload hour, their intervals, and ratios to the first arm', () => {
    const { arms } = resultOf([runOf(0, [...BASE, 101, 101]), runOf(1, [10, 12, 11, 9, 10, 11])]);
    expect(arms.map(({ name }) => name)).toEqual(['direct', 'hybrid']);
    expect(arms[0]!.rates.statements).toMatchObject({ perHour: 101 * 12, cycles: 6 });
    const { low, high } = arms[0]!.rates.statements.interval!;
    expect(low).toBeLessThan(1_212);
    expect(high - 1_212).toBeCloseTo(1_212 - low);
    expect(arms[1]!.changes.statements.ratio).toBeCloseTo(10.5 / 101);
    expect(arms[1]!.checkpointShare).toBe(0.5);
    expect(arms[1]!.workerCpuShare).toBeCloseTo(0.1);
  });

  it('finds what alternating cycles hide in their ranges', () => {
    const even = Array.from({ length: 12 }, () => 100);
    const alternating = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 20 : 120));
    const { arms } = resultOf([runOf(0, even), runOf(1, alternating)]);
    expect(arms[1]!.changes.checkpointBuffers).toMatchObject({ difference: 'less', ratio: 0.7 });
    expect(arms[1]!.checkpointBuffersPerCycle).toMatchObject({ mean: 70, least: 20, most: 120 });
    expect(arms[1]!.verdict).toContain('pages of checkpoints −30 %');
  });

  it('says no difference where the cycles of one arm vary by more', () => {
    const { arms } = resultOf([
      runOf(0, [60, 100, 140, 100, 90, 110]),
      runOf(1, [70, 60, 150, 120, 100, 130]),
    ]);
    expect(arms[1]!.changes.walBytes.difference).toBe('no difference');
  });

  it('calls no difference what is within two per cent, however sure it is', () => {
    const { arms } = resultOf([runOf(0, [100, 100, 100, 100]), runOf(1, [101, 101, 101, 101])]);
    expect(arms[1]!.verdict).toBe('no difference');
  });

  it('does not judge from fewer than six cycles, nor from an odd one', () => {
    const { arms } = resultOf([runOf(0, [100, 101, 102, 100, 101]), runOf(1, [1, 2, 3, 1, 1_000])]);
    expect(arms[1]!.changes.statements).toMatchObject({
      difference: 'too few cycles to tell',
      interval: null,
    });
    expect(arms[1]!.rates.statements).toEqual({ perHour: 21, interval: null, cycles: 4 });
    expect(arms[1]!.verdict).toContain('too few cycles to tell');
  });

  it('pools the cycles of repetitions', () => {
    const runs = [0, 1, 2].flatMap(() => [runOf(0, [100, 101]), runOf(1, [1, 2])]);
    const { arms } = resultOf(runs);
    expect(arms[1]).toMatchObject({ runs: 3, changes: { statements: { difference: 'less' } } });
    expect(arms[1]!.rates.rows.cycles).toBe(6);
  });

  it.each([
    ['other data', { ...FINAL, checksum: '43' }],
    ['a missing token', { ...FINAL, tokens: 2 }],
    ['a ledger that is off', { ...FINAL, ledgerImbalance: 1 }],
    ['a dead letter', { ...FINAL, dead: 1 }],
    ['a parked update', { ...FINAL, parked: 1 }],
  ])('disqualifies an arm that ends with %s', (_what, final) => {
    const { arms, verdict } = resultOf([runOf(0, BASE), runOf(1, [1, 1, 1, 1], { final })]);
    expect(arms.map(({ identical }) => identical)).toEqual([true, false]);
    expect(arms[1]!.verdict).toContain('disqualified');
    expect(verdict).toContain('disqualified');
  });

  it('has no ratio to nothing', () => {
    const { arms } = resultOf([runOf(0, [0, 0, 0, 0]), runOf(1, [5, 5, 5, 5])]);
    expect(arms[1]!.changes.statements.ratio).toBeNull();
  });

  it('keeps to the arms that have run', () => {
    const result = resultOf([runOf(0, BASE)]);
    expect(result.verdict).toBe('Only direct was run: there is nothing to compare it with');
    expect(resultOf([]).verdict).toContain('No run ended');
  });

  it('takes the middle of an even number of values between the two in the middle', () => {
    expect(measureSpread([4, 1, 3, 2])).toEqual({ mean: 2.5, median: 2.5, least: 1, most: 4, n: 4 });
    expect(measureSpread([3, 1, 2])).toEqual({ mean: 2, median: 2, least: 1, most: 3, n: 3 });
  });
});

describe('a report', () => {
  const plan = parsePlan({ arms: 'direct,direct,hybrid' });
  const result = resultOf([runOf(0, BASE), runOf(1, BASE), runOf(2, [10, 12, 11, 9])], plan);

  it('holds every arm and the verdict, also where two arms have one name', () => {
    expect(result.arms.map(({ name, index }) => [name, index])).toEqual([
      ['direct', 0],
      ['direct', 1],
      ['hybrid', 2],
    ]);
    for (const text of [renderText(result), renderMarkdown(result), renderHtml(result)]) {
      expect(text).toContain('direct against direct: no difference');
      expect(text).toContain('1,212');
      expect(text).toContain('10.4 %');
    }
  });

  it('shows the mean of cycles of which some were skipped', () => {
    const text = renderText(resultOf([runOf(0, [100, 100, 100, 100]), runOf(1, [0, 60, 0, 60, 60])]));
    expect(text).toMatch(/^Pages in a cycle +100 +36 \(0 to 60\)$/m);
  });

  it('says who wrote pages, the checkpointer and all others apart', () => {
    const lines = renderText(resultOf([runOf(0, BASE), runOf(1, [10, 12, 11, 9])])).split('\n');
    const cellsOf = (label: string) =>
      lines
        .find((line) => line.startsWith(label))
        ?.slice(label.length)
        .trim()
        .split(/ {3,}/);
    expect(cellsOf('All page writes / h')).toEqual(['4,848', '504']);
    expect(cellsOf('  by the checkpointer')).toEqual(['1,212, 25.0 %', '126, 25.0 %']);
    expect(cellsOf('  by the background writer')).toEqual(['2,424, 50.0 %', '252, 50.0 %']);
    expect(cellsOf('  by vacuum')).toEqual(['not counted apart', 'not counted apart']);
  });

  it('in HTML draws a line per run and needs nothing from elsewhere', () => {
    const html = renderHtml({ ...result, machine: '<script>alert(1)</script>' });
    expect(html.match(/<polyline/g)).toHaveLength(4 * 3);
    expect(html).not.toMatch(/<script|https?:|NaN|undefined/);
  });
});
