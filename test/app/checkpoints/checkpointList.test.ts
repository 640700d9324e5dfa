import { describe, expect, it } from 'vitest';
import { errorOfPages, errorOfSeconds, predictionErrors } from '../../../model/predictionErrors.ts';
import { countCauses } from '../../../app/checkpoints/_components/causes.ts';
import { chartAddress } from '../../../app/checkpoints/_components/chartAddress.ts';
import { filterCheckpoints } from '../../../app/checkpoints/_components/checkpointFilter.ts';
import { explainDuration } from '../../../app/checkpoints/_components/explainDuration.ts';
import { listMarks } from '../../../app/checkpoints/_components/listMarks.ts';
import { medianErrors, summarize } from '../../../app/checkpoints/_components/summarize.ts';
import type { ObservedCheckpoint } from '../../../domain/checkpoints.ts';

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

const predicting = (buffers: number, writeSeconds: number) =>
  ({ buffers, writeSeconds, dirtyPages: 4_000, source: 'buffercache' }) as const;

describe('the errors of a prediction', () => {
  it('are signed shares of what came, of seconds and of pages', () => {
    const { seconds, pages, cannotMiss } = predictionErrors(checkpoint({ predicted: predicting(628, 30) }));
    expect(seconds).toBeCloseTo(-1.4 / 31.4);
    expect(pages).toBe(1);
    expect(cannotMiss).toBe(false);
    expect(errorOfSeconds(2, 1)).toBe(1);
  });

  it('are not judged without a prediction, where several are merged, or where there is next to nothing', () => {
    const nothing = { seconds: null, pages: null, cannotMiss: false };
    expect(predictionErrors(checkpoint({ predicted: null }))).toEqual(nothing);
    expect(predictionErrors(checkpoint({ merged: 2 }))).toEqual(nothing);
    expect(errorOfSeconds(0.1, 0.3)).toBeNull();
    expect(errorOfSeconds(3, 0)).toBeNull();
    expect(errorOfPages(1, 3)).toBeNull();
  });

  it('say where the seconds cannot miss: at c·T, or within a second of it', () => {
    const cannotMiss = (seconds: number) =>
      predictionErrors(checkpoint({ predicted: predicting(3_000, seconds) })).cannotMiss;
    expect([cannotMiss(270), cannotMiss(269.2), cannotMiss(268)]).toEqual([true, true, false]);
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
  });

  it('judges seconds and pages, and counts apart what cannot miss', () => {
    const plateau = (buffers: number) =>
      checkpoint({ predicted: predicting(buffers, 270), writeSeconds: 270, buffers: 1_000 });
    const three = [checkpoint(), checkpoint(), checkpoint()];
    expect(medianErrors(three)).toMatchObject({ seconds: expect.closeTo(1.4 / 31.4), cannotMiss: 0 });
    expect(medianErrors([checkpoint()])).toEqual({ seconds: null, pages: null, cannotMiss: 0 });
    const all = [plateau(1_140), plateau(1_150), plateau(2_000)];
    expect(summarize(all, all)).toBe(
      '3 checkpoints, 3 predicted at c·T, which cannot miss, half of the predicted pages within 15 %',
    );
    expect(summarize([...all, ...three], [...all, ...three])).toBe(
      '6 checkpoints, half of the predicted times within 4.5 % (3 at c·T left out: they cannot miss), half of the predicted pages within 9.2 %',
    );
  });

  it('points at the chart with half a timeout on either side', () => {
    expect(chartAddress(checkpoint())).toBe('/?from=850000&to=1181400');
  });
});
