import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALIBRATION } from '../../../model/calibration.ts';
import { describeErrors } from '../../../model/workload/errors.ts';
import { explainPrediction, listSettingChanges } from '../../../model/workload/explain.ts';
import { findRequirement, INCIDENT_LINES } from '../../../model/workload/logLines.ts';
import { predictWorkload } from '../../../model/workload/predict.ts';
import { CALM_SETTINGS, WORKLOAD_PRESETS } from '../../../model/workload/presets.ts';
import { rankFields } from '../../../model/workload/sensitivity.ts';
import type { Workload } from '../../../model/workload/types.ts';

const { constants } = CALIBRATION;
const { incident, seed } = WORKLOAD_PRESETS;
const explain = (workload: Workload): string =>
  explainPrediction(workload, predictWorkload(workload, constants)).join(' ');

describe('explainPrediction', () => {
  it('gives the reasons', () => {
    expect(explain(incident)).toContain(
      'beyond the knee at 2,700 pages every checkpoint takes the plateau of 270 s',
    );
    expect(explain({ ...incident, strategy: 'hybrid-split' })).toContain('side by side in a narrow table');
    expect(explain(seed)).toContain('0.1 s a page, below the knee');
    expect(explain({ ...seed, strategy: 'hybrid' })).toContain('Buffering does not change that');
    expect(explain({ ...incident, maxWalSizeBytes: 64 * 1024 ** 2 })).toContain('WAL forces it after');
    expect(explain({ ...incident, fullPageWrites: false })).toContain('without page images');
  });
});

it('no explanation contradicts the figures', () => {
  const workload = fc.record({
    rows: fc.constantFrom(1_000, 50_000, 300_000),
    updatesPerSecond: fc.constantFrom(0, 0.5, 20, 400, 5_000),
    checkpointTimeoutSeconds: fc.constantFrom(30, 60, 300, 1_000),
    maxWalSizeBytes: fc.constantFrom(64, 256, 1_024, 16_384).map((megabytes) => megabytes * 1024 ** 2),
    strategy: fc.constantFrom('direct' as const, 'hybrid' as const),
  });
  fc.assert(
    fc.property(workload, (chosen) => {
      const whole = { ...incident, ...chosen, updatedRows: Math.min(chosen.rows, 8_000) };
      const prediction = predictWorkload(whole, constants);
      const { cycle, plateauSeconds } = prediction;
      const text = explainPrediction(whole, prediction).join(' ');
      const says = (words: string): boolean => text.includes(words);
      expect(
        says('takes the plateau') && Math.abs(cycle.writeSeconds - plateauSeconds) > 0.03 * plateauSeconds,
      ).toBe(false);
      expect(
        says('0.1 s a page') &&
          Math.abs(cycle.writeSeconds - cycle.buffersWritten / 10) > 0.03 * cycle.writeSeconds + 0.2,
      ).toBe(false);
      expect(says('WAL forces')).toBe(cycle.cause === 'wal');
    }),
    { numRuns: 60 },
  );
});

it('listSettingChanges has the settings that differ, and no others', () => {
  expect(listSettingChanges(incident, { ...incident, strategy: 'hybrid' })).toEqual([]);
  const calm = { ...incident, ...CALM_SETTINGS, compressionRatio: 2, sharedBuffersPages: 131_072 };
  expect(listSettingChanges(incident, calm)).toEqual([
    { name: 'checkpoint_timeout', seconds: 900 },
    { name: 'max_wal_size', megabytes: 4_096 },
    { name: 'wal_compression', on: true },
    { name: 'shared_buffers', pages: 131_072 },
  ]);
});

describe('findRequirement', () => {
  it('needs more rows for more buffers, and fewer where there are indexes', () => {
    const needed = (movingIndexes: number) =>
      INCIDENT_LINES.map(({ buffers }) =>
        findRequirement({ ...incident, movingIndexes, roomShare: 1 }, constants, buffers),
      );
    const [bare, indexed] = [needed(0), needed(2)];
    for (const rows of [bare, indexed].map((needs) => needs.map(({ rowsPerCycle }) => rowsPerCycle!))) {
      expect(rows).toEqual([...rows].sort((a, b) => a - b));
    }
    for (const [i, { rowsPerCycle }] of bare.entries()) {
      expect(indexed[i]!.rowsPerCycle!).toBeLessThan(rowsPerCycle!);
    }
    // Not 630 an hour on 50 rows.
    expect(indexed[2]!.updatesPerHour!).toBeGreaterThan(20 * 630);
    expect(indexed[2]!.rowsPerCycle!).toBeGreaterThan(50);
  });

  it('meets the three write times by the pacing rule', () => {
    for (const { buffers, writeSeconds } of INCIDENT_LINES) {
      const { predictedSeconds } = findRequirement(incident, constants, buffers);
      expect(Math.abs(predictedSeconds / writeSeconds - 1)).toBeLessThan(0.01);
    }
  });

  it('says so where the table is too small', () => {
    expect(findRequirement({ ...seed, roomShare: 1 }, constants, 10_113).updatesPerHour).toBeNull();
  });
});

describe('rankFields', () => {
  it('puts what matters first and leaves out what does not', () => {
    const ranked = rankFields({ ...incident, strategy: 'hybrid-split', unchangedShare: 0 }, constants);
    const keys = ranked.map(({ field }) => field.key);
    expect(keys).toContain('narrow-bytes-per-row');
    expect(keys).toContain('updated-rows');
    expect(keys).not.toContain('zipf-exponent');
    expect(keys).not.toContain('moving-indexes');
    const weights = ranked.map(({ weight }) => weight);
    expect(weights).toEqual([...weights].sort((a, b) => b - a));
  });
});

describe('describeErrors', () => {
  it('shows median and worst, or that nothing was judged', () => {
    expect(describeErrors({ ...CALIBRATION, errors: null })).toContain('npm run verify -- calibrate');
    const error = { median: 0.043, worst: 0.31 };
    const errors = { buffersWritten: error, walBytes: error, writeSeconds: error };
    expect(describeErrors({ ...CALIBRATION, errors, judgedRuns: 36 })).toContain('36 real runs');
    expect(describeErrors({ ...CALIBRATION, errors })).toContain('pages 4.3 % and 31 %');
  });
});
