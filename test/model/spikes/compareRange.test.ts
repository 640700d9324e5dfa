import { expect, it } from 'vitest';
import type { HistorySample } from '../../../domain/history.ts';
import { sessionsName } from '../../../domain/sampleNames.ts';
import { WAIT_KINDS } from '../../../domain/sessions.ts';
import { compareRange } from '../../../model/spikes/compareRange.ts';
import type { Moment } from '../../../model/spikes/moment.ts';
import { T0 } from '../../observer/checkpoints/simulatedServer.ts';
import { CALM, createMoments, times } from './moments.ts';

const toSample = (moment: Moment): HistorySample => ({
  at: moment.at,
  values: {
    sessionsActive: moment.active,
    longestStatementSeconds: moment.longestSeconds,
    transactionsTotal: moment.transactions,
    checkpointWriting: moment.writing,
    checkpointSyncing: moment.syncing,
    checkpointerIo: moment.checkpointerIo,
    checkpointBuffersTotal: moment.pages,
    fullPageImagesTotal: moment.images,
    walBytesTotal: moment.walBytes,
    ioReadMsTotal: null,
    ioWriteMsTotal: null,
    ioFsyncMsTotal: null,
    ...Object.fromEntries(WAIT_KINDS.map((kind) => [sessionsName(kind), moment.waits[kind]])),
  },
});
const stalled = { active: 8, waits: { wal: 8 }, transactions: 1, syncing: 1 };
const samples = createMoments([...times(60, CALM), ...times(10, stalled), ...times(60, CALM)]).map(toSample);
const range = { samples, widthMs: 1_000, checkpointStarts: [] };

it('says what is different inside a range, by its figures', () => {
  const difference = compareRange({ ...range, from: T0 + 59_000, to: T0 + 69_000 });
  expect(difference?.judgement?.verdict).toBe('sync-phase');
  expect(difference?.inside).toMatchObject({ seconds: 10, active: 8, syncingShare: 1, readShare: null });
  expect(difference?.outside).toMatchObject({ seconds: 119, syncingShare: 0 });
  expect(difference?.outside.secondsPerTransaction).toBeCloseTo(0.005);
});

it('has no verdict on a range that is as calm as what is around it', () => {
  expect(compareRange({ ...range, from: T0 + 80_000, to: T0 + 90_000 })?.judgement).toBeNull();
});

it('is unknown where sessions were not seen inside, or not outside', () => {
  const unseen = samples.map(({ at, values }) => ({ at, values: { ...values, sessionsActive: null } }));
  expect(compareRange({ ...range, samples: unseen, from: T0, to: T0 + 9_000 })).toBeNull();
  expect(compareRange({ ...range, from: T0 - 1_000, to: T0 + 500_000 })).toBeNull();
});
