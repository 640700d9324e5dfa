import { describe, expect, it } from 'vitest';
import { HOT_ROWS, HOT_SHARE, listEvaluationCases, listFitCases } from '../../bench/calibrate/cases.ts';
import { drawScatter } from '../../bench/calibrate/drawScatter.ts';
import { createDraw } from '../../bench/calibrate/drawRows.ts';
import { judgeRankings, judgeRun, readMeasured, summarizeErrors } from '../../bench/calibrate/judge.ts';
import type { CalibrationCase, CalibrationRun, Edge } from '../../bench/calibrate/types.ts';
import { CALIBRATION } from '../../model/calibration.ts';
import { expectRowsHit, listRowGroups } from '../../model/workload/rowGroups.ts';
import { WORKLOAD_PRESETS } from '../../model/workload/presets.ts';

const cases = listEvaluationCases();
const base: CalibrationCase = { ...cases[0]!, updatedRows: 4_000 };

function edgesOf(perCycle: { walBytes: number; buffers: number; writeMs: number }): Edge[] {
  return Array.from({ length: 5 }, (_, n) => ({
    second: n * 30,
    walLsn: `0/${n}`,
    walBytes: n * perCycle.walBytes,
    fullPageImages: n * 10,
    buffersWritten: n * perCycle.buffers,
    writeMs: n * perCycle.writeMs,
    updates: n * 1_800,
    statements: n * 1_800,
    rowWrites: n * 1_800,
  }));
}

const runOf = (
  own: Partial<CalibrationCase>,
  perCycle = { walBytes: 1e7, buffers: 900, writeMs: 27_000 },
): CalibrationRun => ({
  case: { ...base, ...own },
  startedAt: '2026-01-01T00:00:00.000Z',
  postgresVersion: '18.4',
  workload: {
    ...WORKLOAD_PRESETS.incident,
    strategy: own.strategy ?? 'direct',
    checkpointTimeoutSeconds: 30,
    rows: 20_000,
    updatedRows: 4_000,
  },
  edges: edgesOf(perCycle),
  inventory: {
    heapImages: 1,
    heapImageBytes: 1,
    indexImages: 1,
    indexImageBytes: 1,
    rowChangeBytes: 1,
    indexEntryBytes: 1,
    pointBytes: 1,
    otherBytes: 1,
  },
});

describe('the grid', () => {
  it('judges by 24 runs or more, none of which is fitted to', () => {
    expect(cases.length).toBeGreaterThanOrEqual(24);
    const names = [...cases, ...listFitCases()].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const sizes = (list: readonly CalibrationCase[]): number[] => list.map(({ rows }) => rows);
    expect(sizes(cases).some((rows) => sizes(listFitCases()).includes(rows))).toBe(false);
  });
});

describe('createDraw', () => {
  it.each(['uniform', 'zipf', 'hot-set', 'in-turn'] as const)(
    'draws %s rows as the model expects',
    (distribution) => {
      const draw = createDraw({ ...base, distribution });
      const updates = 6_000;
      const drawn = Array.from({ length: updates }, () => draw());
      expect(Math.max(...drawn)).toBeLessThan(base.updatedRows);
      const groups = listRowGroups({
        updatedRows: base.updatedRows,
        distribution,
        zipfExponent: 1,
        hotRows: HOT_ROWS,
        hotShare: HOT_SHARE,
      });
      const { distinct } = expectRowsHit(groups, updates, distribution === 'in-turn');
      expect(Math.abs(new Set(drawn).size / distinct - 1)).toBeLessThan(0.04);
    },
  );
});

describe('judging', () => {
  it('reads the measured cycles and the checkpoints that close them', () => {
    expect(readMeasured(runOf({}))).toEqual({
      walBytes: 1e7,
      fullPageImages: 10,
      statements: 1_800,
      buffersWritten: 900,
      writeSeconds: 27,
    });
  });

  it('shows error and order', () => {
    const { constants } = CALIBRATION;
    const split = { walBytes: 3e5, buffers: 100, writeMs: 10_000 };
    const judged = [
      judgeRun(runOf({ strategy: 'direct' }), constants),
      judgeRun(runOf({ strategy: 'hybrid-split' }, split), constants),
    ];
    expect(judged[0]!.error.walBytes).toBeCloseTo(judged[0]!.predicted.walBytes / 1e7 - 1, 9);
    expect(summarizeErrors(judged).walBytes.worst).toBeGreaterThanOrEqual(
      summarizeErrors(judged).walBytes.median,
    );
    expect(judgeRankings(judged)).toMatchObject({ pairs: 3, wrong: [] });
    expect(drawScatter(judged)).toContain('<circle');
  });
});
