import { describe, expect, it } from 'vitest';
import { judgeClaims } from '../../../app/compare/_components/claims.ts';
import { collectLines } from '../../../app/compare/_components/overlayLines.ts';
import { parsePlan } from '../../../experiment/plan.ts';
import type { RunResult } from '../../../domain/experiment.ts';
import { FINAL, resultOf, runOf } from '../../experiment/results.ts';

const BASE = [10_000, 10_400, 9_800, 10_200];
const latency = (p99Seconds: number) => ({
  count: 9,
  meanSeconds: p99Seconds,
  p50Seconds: p99Seconds,
  p99Seconds,
});
const checkpoint = (second: number): RunResult['checkpoints'][number] => ({
  startedAtSecond: second,
  cause: 'time',
  buffers: 1,
  writeSeconds: 1,
  syncSeconds: 0,
  predictedWriteSeconds: null,
});

function judge(counts: readonly number[], changes: Partial<RunResult> = {}, input = {}) {
  const plan = parsePlan({ arms: 'direct,hybrid', ...input });
  const result = resultOf([runOf(0, BASE), runOf(1, counts, changes)], plan);
  const claims = judgeClaims(result, result.arms[1]!);
  return Object.fromEntries(claims.map(({ title, held }) => [title, held]));
}

describe('the claims of the fix', () => {
  it('hold where the measured figures do', () => {
    const changes = { dataLatency: { create: latency(0.01), market: latency(30) } };
    expect(judge([200, 201, 202, 203], changes)).toEqual({
      'Fewer writes': 'held',
      'Writes an hour': 'not judged',
      'Short checkpoints': 'held',
      'Few pages in a checkpoint': 'held',
      'Rare checkpoints': 'held',
      'New tokens at once': 'held',
      'Market data soon in the database': 'held',
      'Nothing lost': 'held',
    });
  });

  it('do not hold where nothing is better, or data differ', () => {
    const changes = {
      dataLatency: { create: latency(2), market: latency(60) },
      checkpoints: [checkpoint(0), checkpoint(30), checkpoint(60), checkpoint(90)],
      final: { ...FINAL, checksum: 'other' },
    };
    expect(judge(BASE, changes)).toEqual({
      'Fewer writes': 'not held',
      'Writes an hour': 'not judged',
      'Short checkpoints': 'not held',
      'Few pages in a checkpoint': 'not held',
      'Rare checkpoints': 'not held',
      'New tokens at once': 'not held',
      'Market data soon in the database': 'not held',
      'Nothing lost': 'not held',
    });
  });

  it('hold in part in between', () => {
    const checkpoints = [checkpoint(0), checkpoint(60)];
    expect(judge([2_000, 2_001, 2_002, 2_003], { checkpoints })).toMatchObject({
      'Fewer writes': 'in part',
      'Short checkpoints': 'in part',
      'Few pages in a checkpoint': 'in part',
      'Rare checkpoints': 'in part',
      'New tokens at once': 'not judged',
    });
  });

  it('never speak of the pages of checkpoints without all page writes', () => {
    const result = resultOf([runOf(0, BASE), runOf(1, BASE)]);
    const pages = judgeClaims(result, result.arms[1]!).find(({ title }) => /pages/.test(title));
    expect(pages?.why).toContain(
      'All page writes: 484,800 per workload hour (484,800 for direct), 25 % of them by the checkpointer (25 %).',
    );
  });

  it('judge the rate of writes under the load that it was promised for', () => {
    expect(judge([4, 4, 4, 4], {}, { preset: 'seed' })).toMatchObject({ 'Writes an hour': 'held' });
    expect(judge([5, 5, 5, 5], {}, { preset: 'seed' })).toMatchObject({ 'Writes an hour': 'not held' });
  });
});

it('lays a second experiment over the first, a line a run, an entry an arm', () => {
  const plan = parsePlan({ arms: 'direct,hybrid' });
  const again = { repetition: 1 };
  const result = resultOf(
    [runOf(0, BASE), runOf(1, BASE), runOf(1, BASE, again), runOf(0, BASE, again)],
    plan,
  );
  const lines = collectLines([result, result]);
  expect(lines).toHaveLength(8);
  expect(new Set(lines.map(({ id }) => id)).size).toBe(8);
  expect(lines.filter(({ isFirst }) => isFirst).map(({ name }) => name)).toEqual([
    'direct',
    'hybrid',
    'direct (laid over)',
    'hybrid (laid over)',
  ]);
});
