import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createRecord,
  createSkippedRecord,
  formatLsn,
  type RecordFacts,
} from '../../../observer/checkpoints/createRecord.ts';
import { estimateStart } from '../../../observer/checkpoints/openObservation.ts';
import { sampleOf } from './samples.ts';
import { SETTINGS, T0 } from './simulatedServer.ts';

const FACTS: RecordFacts = {
  settings: SETTINGS,
  merged: 1,
  timed: 1,
  requested: 0,
  seen: null,
  buffersKnown: true,
  mixedPages: 0,
  fullPageImages: 40,
  isOffline: false,
};
const base = sampleOf();
const ended = sampleOf({
  at: T0 + 40_000,
  timed: 11,
  done: 13,
  writeMs: 12_250,
  syncMs: 530,
  buffersWritten: 1_023,
  slruWritten: 12,
  checkpointLsn: 8_000_120,
  redoLsn: 8_000_000,
  checkpointTime: T0 + 37_000,
});
const before = sampleOf({ at: T0 + 39_500 });
const create = (own: Partial<RecordFacts> = {}, sample = ended) =>
  createRecord({ base, before, sample }, { ...FACTS, ...own });
const seenAt = (startedAt: number) =>
  ({ startedAt, cause: 'time', countedBefore: false, walLsn: 7_500_000, settings: SETTINGS }) as const;

describe('a record', () => {
  it('is the difference of two samples', () => {
    expect(create()).toEqual({
      id: '1/0/7A1278',
      kind: 'checkpoint',
      cause: 'time',
      inferred: false,
      startedAt: T0 + 39_750 - 2_280,
      // It was not over at the poll before.
      endedAt: T0 + 39_750,
      writeSeconds: 2.25,
      syncSeconds: 0.03,
      buffers: 23,
      slruBuffers: 2,
      walDistanceBytes: 3_000_000,
      fullPageImages: 40,
      skipped: false,
      merged: 1,
      checkpointLsn: '0/7A1278',
      redoLsn: '0/7A1200',
      checkpointTimeoutSeconds: 30,
      completionTarget: 0.9,
      notes: [],
    });
  });

  it('keeps its start within the second of the control file, but on a standby and where several are one', () => {
    const startedAt = T0 + 20_500;
    expect(create({ seen: seenAt(startedAt) }).startedAt).toBe(T0 + 37_000);
    expect(create({ seen: seenAt(T0 + 39_000) }).startedAt).toBe(T0 + 37_999);
    expect(create({ seen: seenAt(startedAt), merged: 2 }).startedAt).toBe(startedAt);
    expect(create({ seen: seenAt(startedAt) }, { ...ended, inRecovery: true })).toMatchObject({
      startedAt,
      kind: 'restartpoint',
    });
  });

  it('was forced by WAL if the distance was one that forces when it began', () => {
    const requested = { timed: 0, requested: 1 };
    const low = { ...SETTINGS, maxWalSizeBytes: 4 * SETTINGS.segmentBytes };
    const seen = { ...seenAt(T0 + 37_500), settings: low };
    const far = { ...ended, redoLsn: base.redoLsn + 2 * SETTINGS.segmentBytes };
    expect(create({ ...requested, seen }, far)).toMatchObject({ cause: 'wal', inferred: true });
    expect(create({ ...requested, seen: seenAt(T0 + 37_500) }, far)).toMatchObject({ cause: 'requested' });
  });

  it('ended between the two polls', () => {
    expect(create({ seen: seenAt(T0 + 37_100) }).endedAt).toBe(T0 + 39_500);
    expect(
      create({ seen: seenAt(T0 + 37_900) }, { ...ended, at: T0 + 40_000, writeMs: 14_000 }).endedAt,
    ).toBe(T0 + 40_000);
  });

  it('says what it does not know', () => {
    expect(create({ buffersKnown: false })).toMatchObject({ buffers: null, slruBuffers: null });
    expect(create({}, { ...ended, slruWritten: null }).slruBuffers).toBeNull();
    const { notes } = create({ buffersKnown: false, mixedPages: 1, merged: 3 });
    expect(notes).toEqual([
      expect.stringContaining('pages not known'),
      'pages may be 1 off: one began at once after another, within one poll',
      expect.stringContaining('3 ended between two polls'),
    ]);
    expect(create({ mixedPages: 1 }).buffers).toBe(23);
    expect(create({ mixedPages: 2 })).toMatchObject({
      buffers: null,
      slruBuffers: null,
      notes: ['pages not known: one began at once after another, within one poll'],
    });
  });

  it('of one that the control file announced before has another id and no distance', () => {
    const late = create({}, { ...ended, checkpointLsn: base.checkpointLsn, redoLsn: base.redoLsn });
    expect(late).toMatchObject({ id: '1/0/4C4BB8/16', walDistanceBytes: null });
  });

  it('of a skipped one has the LSN of the one before, and an id of its own each time', () => {
    const skip = (timed: number) =>
      createSkippedRecord(base, sampleOf({ timed }), {
        settings: SETTINGS,
        startedAt: T0,
      });
    expect(skip(11)).toMatchObject({
      skipped: true,
      merged: 1,
      buffers: 0,
      cause: 'time',
      endedAt: T0,
      checkpointLsn: '0/4C4BB8',
    });
    expect(skip(11).id).not.toBe(skip(12).id);
    expect(skip(12).merged).toBe(2);
  });
});

describe('the start of one just seen', () => {
  const seen = (buffersWritten: number) =>
    estimateStart({ base, before, sample: sampleOf({ at: T0 + 40_000, buffersWritten }) }) - T0;

  it('lies as many naps back as pages are written, else in the middle', () => {
    expect(seen(1_003)).toBe(39_700);
    expect(seen(1_005)).toBe(39_500);
    expect(seen(1_006)).toBe(39_750);
    expect(seen(1_000)).toBe(39_750);
  });
});

it('an LSN reads as psql shows it', () => {
  expect([0, 255, 2 ** 32, 0x1_6b37_4d848].map(formatLsn)).toEqual(['0/0', '0/FF', '1/0', '16/B374D848']);
  fc.assert(
    fc.property(fc.nat(0xffff), fc.nat(0xffff_ffff), (high, low) => {
      const [left, right] = formatLsn(high * 2 ** 32 + low).split('/');
      expect([parseInt(left!, 16), parseInt(right!, 16)]).toEqual([high, low]);
    }),
  );
});
