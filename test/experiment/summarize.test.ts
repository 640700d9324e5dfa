import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../experiment/renderHtml.ts';
import { renderMarkdown, renderText } from '../../experiment/renderText.ts';
import { parsePlan } from '../../experiment/plan.ts';
import { measureSpread } from '../../experiment/summarize.ts';
import { FINAL, resultOf, runOf } from './results.ts';

const BASE = [100, 104, 98, 102];

describe('a summary', () => {
  it('gives medians per workload hour, their ends, and ratios to the first arm', () => {
    const { arms } = resultOf([runOf(0, BASE), runOf(1, [10, 12, 11, 9])]);
    expect(arms.map(({ name }) => name)).toEqual(['direct', 'hybrid']);
    expect(arms[0]!.perHour.statements).toBe(101 * 12);
    expect(arms[0]!.spread.statements).toEqual({ median: 1212, least: 1176, most: 1248, n: 4 });
    expect(arms[1]!.ratio.statements).toBeCloseTo(10.5 / 101);
    expect(arms[1]!.checkpointShare).toBe(0.5);
    expect(arms[1]!.workerCpuShare).toBeCloseTo(0.1);
  });

  it('tells a difference only where the ranges of the cycles are apart', () => {
    const { arms } = resultOf([runOf(0, BASE), runOf(1, [90, 95, 97, 97.9]), runOf(2, [90, 95, 97, 98])]);
    expect(arms[1]!.differences.walBytes).toBe('less');
    expect(arms[2]!.differences.walBytes).toBe('no difference');
  });

  it('calls no difference what is within two per cent, however sure it is', () => {
    const { arms } = resultOf([runOf(0, [100, 100, 100, 100]), runOf(1, [101, 101, 101, 101])]);
    expect(arms[1]!.verdict).toBe('no difference');
  });

  it('does not judge from fewer than four cycles', () => {
    const { arms } = resultOf([runOf(0, [100, 101, 102]), runOf(1, [1, 2, 3])]);
    expect(arms[1]!.differences.statements).toBe('too few cycles to tell');
    expect(arms[1]!.verdict).toContain('too few cycles to tell');
  });

  it('pools the cycles of repetitions', () => {
    const runs = [runOf(0, [100, 101]), runOf(1, [1, 2]), runOf(1, [2, 3]), runOf(0, [101, 102])];
    const { arms } = resultOf(runs);
    expect(arms[1]).toMatchObject({ runs: 2, differences: { statements: 'less' } });
    expect(arms[1]!.spread.rows.n).toBe(4);
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
    expect(arms[1]!.ratio.statements).toBeNull();
  });

  it('keeps to the arms that have run', () => {
    const result = resultOf([runOf(0, BASE)]);
    expect(result.verdict).toBe('Only direct was run: there is nothing to compare it with');
    expect(resultOf([]).verdict).toContain('No run ended');
  });

  it('takes the middle of an even number of values between the two in the middle', () => {
    expect(measureSpread([4, 1, 3, 2])).toEqual({ median: 2.5, least: 1, most: 4, n: 4 });
    expect(measureSpread([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3, n: 3 });
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
      expect(text).toContain('1,212 (1,176 to 1,248)');
      expect(text).toContain('10.4 %');
    }
  });

  it('shows in the mean what cycles with a skipped checkpoint hide in the median', () => {
    const text = renderText(resultOf([runOf(0, [100, 100, 100, 100]), runOf(1, [0, 60, 0, 60, 60])]));
    const [median, mean] = text.split('\n').filter((line) => /^Pages in a cycle|^ {2}in the mean/.test(line));
    expect(median).toMatch(/100 .*60 \(0 to 60\)/);
    expect(mean).toMatch(/100 +36, 36\.0 %/);
  });

  it('says who wrote pages, the checkpointer and all others apart', () => {
    const lines = renderText(resultOf([runOf(0, BASE), runOf(1, [10, 12, 11, 9])])).split('\n');
    const cellsOf = (label: string) =>
      lines
        .find((line) => line.startsWith(label))
        ?.slice(label.length)
        .trim()
        .split(/ {3,}/);
    expect(cellsOf('All page writes / h')).toEqual(['4,848 (4,704 to 4,992)', '504 (432 to 576)']);
    expect(cellsOf('  by the checkpointer')).toEqual(['1,212, 25.0 %', '126, 25.0 %']);
    expect(cellsOf('  by the background writer')).toEqual(['2,424, 50.0 %', '252, 50.0 %']);
    expect(cellsOf('  by vacuum')).toEqual(['not counted apart', 'not counted apart']);
  });

  it('leaves page writes out of a result in which they were not counted', () => {
    const counted = resultOf([runOf(0, BASE), runOf(1, BASE)]);
    const stored = JSON.parse(
      JSON.stringify(counted, (key, value: unknown) =>
        /^page(sWritten|Writes)/.test(key) ? undefined : value,
      ),
    ) as typeof counted;
    const text = renderText(stored);
    expect(text).toContain('Pages of checkpoints / h');
    expect(text).not.toMatch(/All page writes|by the checkpointer|NaN|undefined/);
  });

  it('in HTML draws a line per run and needs nothing from elsewhere', () => {
    const html = renderHtml({ ...result, machine: '<script>alert(1)</script>' });
    expect(html.match(/<polyline/g)).toHaveLength(4 * 3);
    expect(html).not.toMatch(/<script|https?:|NaN|undefined/);
  });
});
