import { describe, expect, it } from 'vitest';
import { predictionError, shareOfError } from '../../../app/checkpoints/_components/accuracy.ts';
import { countCauses } from '../../../app/checkpoints/_components/causes.ts';
import { chartAddress } from '../../../app/checkpoints/_components/chartAddress.ts';
import { filterCheckpoints } from '../../../app/checkpoints/_components/checkpointFilter.ts';
import { explainDuration } from '../../../app/checkpoints/_components/explainDuration.ts';
import { listMarks } from '../../../app/checkpoints/_components/listMarks.ts';
import { medianError, summarize } from '../../../app/checkpoints/_components/summarize.ts';
import type { ObservedCheckpoint } from '../../../worker/observers/LogJoin.ts';

function checkpoint(own: Partial<ObservedCheckpoint> = {}): ObservedCheckpoint {
  return {
    id: '1/0/A',
    kind: 'checkpoint',
    cause: 'time',
    inferred: false,
    startedAt: 1_000_000,
    endedAt: 1_031_400,
    writeSeconds: 31.4,
    syncSeconds: 0.1,
    buffers: 314,
    slruBuffers: 1,
    walDistanceBytes: 1_000,
    fullPageImages: 10,
    skipped: false,
    merged: 1,
    checkpointLsn: '0/B',
    redoLsn: '0/A',
    checkpointTimeoutSeconds: 300,
    completionTarget: 0.9,
    predicted: { buffers: 300, writeSeconds: 30, dirtyPages: null, source: 'buffercache' },
    forecast: null,
    notes: [],
    log: null,
    disagreement: null,
    ...own,
  };
}

describe('the error of a prediction', () => {
  it('is a signed share of what it took', () => {
    expect(predictionError(checkpoint())).toBeCloseTo(-1.4 / 31.4);
    expect(shareOfError(2, 1)).toBe(1);
  });

  it('is not judged without a prediction, where several are merged, or within half a second', () => {
    expect(predictionError(checkpoint({ predicted: null }))).toBeNull();
    expect(predictionError(checkpoint({ merged: 2 }))).toBeNull();
    expect(shareOfError(0.1, 0.3)).toBeNull();
    expect(shareOfError(3, 0)).toBeNull();
  });
});

describe('filterCheckpoints', () => {
  const skipped = checkpoint({ id: 's', skipped: true });
  const forced = checkpoint({ id: 'w', cause: 'wal', notes: ['statistics were reset'] });
  const all = [skipped, forced, checkpoint()];
  const ids = (filter: Partial<Parameters<typeof filterCheckpoints>[1]>) =>
    filterCheckpoints(all, { causes: [], skipped: 'shown', text: '', ...filter }).map(({ id }) => id);

  it('by cause, by skipped, and by every word of the text', () => {
    expect(ids({})).toEqual(['s', 'w', '1/0/A']);
    expect(ids({ causes: ['wal'] })).toEqual(['w']);
    expect(ids({ skipped: 'hidden' })).toEqual(['w', '1/0/A']);
    expect(ids({ skipped: 'only' })).toEqual(['s']);
    expect(ids({ text: ' RESET  wal ' })).toEqual(['w']);
  });
});

it('a merged record is found and counted by each of its causes', () => {
  const merged = checkpoint({ id: 'm', merged: 3, cause: 'wal', causes: ['time', 'wal', 'wal'] });
  const all = [merged, checkpoint({ id: 'r', cause: 'requested' })];
  const ids = (filter: Partial<Parameters<typeof filterCheckpoints>[1]>) =>
    filterCheckpoints(all, { causes: [], skipped: 'shown', text: '', ...filter }).map(({ id }) => id);
  expect(ids({ causes: ['time'] })).toEqual(['m']);
  expect(ids({ causes: ['wal', 'requested'] })).toEqual(['m', 'r']);
  expect(ids({ text: 'time' })).toEqual(['m']);
  expect(Object.fromEntries(countCauses(all))).toEqual({ time: 1, wal: 1, requested: 1 });
});

describe('what is said of checkpoints', () => {
  it('explains a duration, a skip and a merge', () => {
    expect(explainDuration(checkpoint())).toBe('Paced, not slow: 314 dirty pages × 0.1 s.');
    expect(explainDuration(checkpoint({ skipped: true }))).toMatch(/^Skipped: nothing had been written/);
    expect(explainDuration(checkpoint({ skipped: true, merged: 2 }))).toMatch(/^Skipped 2 times: /);
    expect(explainDuration(checkpoint({ merged: 3 }))).toContain('3 checkpoints');
    expect(explainDuration(checkpoint({ buffers: null }))).toContain('not known');
  });

  it('marks what is not one ordinary checkpoint', () => {
    const marksOf = (own: Partial<ObservedCheckpoint>) => listMarks(checkpoint(own)).map(({ text }) => text);
    expect(marksOf({})).toEqual([]);
    expect(marksOf({ skipped: true })).toEqual(['skipped']);
    expect(marksOf({ skipped: true, merged: 3 })).toEqual(['3 skipped']);
    expect(
      marksOf({ kind: 'restartpoint', merged: 2, disagreement: 'pages: 1 by statistics, 9 in the log' }),
    ).toEqual(['restartpoint', '2 merged', 'log disagrees']);
  });

  it('summarizes a list', () => {
    const forced = checkpoint({ cause: 'wal', predicted: null });
    expect(summarize([], [])).toBe('Checkpoints');
    expect(summarize([forced, checkpoint()], [forced])).toBe('1 checkpoint of 2, 1 forced by WAL');
    expect(medianError([checkpoint(), checkpoint(), checkpoint()])).toBeCloseTo(1.4 / 31.4);
    expect(medianError([checkpoint()])).toBeNull();
  });

  it('points at the chart with half a timeout on either side', () => {
    expect(chartAddress(checkpoint())).toBe('/?from=850000&to=1181400');
  });
});
