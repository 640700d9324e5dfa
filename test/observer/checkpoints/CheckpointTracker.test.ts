import { describe, expect, it } from 'vitest';
import { formatLsn } from '../../../observer/checkpoints/createRecord.ts';
import { SETTINGS, SimulatedServer, T0 } from './simulatedServer.ts';
import { DIALECTS, exactly, SHOWN, sum, watchServer } from './watchServer.ts';

describe.each(DIALECTS)('on %s', (_name, shape) => {
  it('a paced one is seen to run, and ends with its own figures', () => {
    const { server, tracker, records, poll, watch } = watchServer(shape);
    poll();
    server.dirty(40);
    watch(31_000);
    expect(tracker.running).toMatchObject({ cause: 'time', inferred: false, joined: false });
    // It began on the full 30 s; the poll before saw nothing.
    expect(Math.abs(tracker.running!.startedAt - (T0 + 30_000))).toBeLessThan(250);
    expect(tracker.buffersWritten).toBeGreaterThan(5);
    expect(tracker.buffersWritten).toBeLessThan(15);
    watch(6_000);
    expect(records).toEqual([expect.objectContaining(exactly(server.made[0]!))]);
    expect(records[0]).toMatchObject({
      inferred: false,
      kind: 'checkpoint',
      id: `1/${formatLsn(server.made[0]!.lsn)}`,
    });
    expect(records[0]!.startedAt).toBeGreaterThanOrEqual(T0 + 30_000);
    expect(records[0]!.startedAt).toBeLessThan(T0 + 31_000);
    expect(tracker.running).toBeNull();
  });

  it('a requested one ends between two polls and is distinguished from one that WAL forced', () => {
    const { server, records, poll, watch } = watchServer(shape);
    poll();
    server.dirty(300);
    server.request('immediate');
    watch(6_000);
    server.dirty(20);
    server.writeWal(520 * 1024 ** 2);
    server.request('wal');
    watch(6_000);
    expect(records).toEqual(server.made.map((made) => expect.objectContaining(exactly(made))));
    expect(records.map(({ cause, inferred }) => [cause, inferred])).toEqual([
      ['requested', true],
      ['wal', true],
    ]);
    expect(records[1]!.walDistanceBytes).toBeGreaterThan(520 * 1024 ** 2);
  });

  it('one is skipped where nothing was written, and the next counts from there', () => {
    const { server, tracker, records, poll, watch } = watchServer(shape);
    poll();
    watch(shape.showsWaits ? 31_000 : 36_000);
    expect(records).toHaveLength(1);
    watch(34_000);
    expect(server.made.map((made) => made.skipped)).toEqual([true, true]);
    expect(records).toHaveLength(2);
    expect(records[0]).toMatchObject({
      skipped: true,
      cause: 'time',
      buffers: 0,
      writeSeconds: 0,
      merged: 1,
    });
    expect(Math.abs(tracker.countsFrom - (T0 + 60_000))).toBeLessThan(600);
    server.dirty(10);
    watch(30_000);
    expect(records[2]).toMatchObject(exactly(server.made[2]!));
    expect(new Set(records.map((record) => record.id)).size).toBe(3);
  });

  it('a standby that could skip counts its interval so that it tries again in 15 s', () => {
    const { server, tracker, records, poll, watch } = watchServer({ ...shape, inRecovery: true });
    poll();
    watch(36_000);
    expect(records).toEqual([expect.objectContaining({ skipped: true, kind: 'restartpoint' })]);
    expect(Math.abs(tracker.countsFrom + 30_000 - (T0 + 45_000))).toBeLessThan(600);
    server.dirty(10);
    server.request('immediate');
    watch(2_000);
    expect(tracker.countsFrom).toBe(records[1]!.startedAt);
  });

  it('several that end in one gap are one record with their sums', () => {
    const { server, records, poll, watch } = watchServer(shape);
    poll();
    for (const pages of [100, 200, 300]) {
      server.dirty(pages);
      server.request('immediate');
      server.advance(200);
    }
    watch(6_000);
    const [record] = records;
    expect(records).toHaveLength(1);
    expect(record).toMatchObject({ merged: 3, buffers: 600, checkpointLsn: formatLsn(server.made[2]!.lsn) });
    expect(record!.writeSeconds! * 1_000).toBeCloseTo(sum(server.made.map((made) => made.writeMs)), 6);
    expect(record!.causes).toEqual(['requested', 'requested', 'requested']);
    expect(record!.notes).toEqual([expect.stringContaining('3 ended between two polls')]);
  });

  it('one that runs already is reported as joined, its pages as unknown', () => {
    const server = new SimulatedServer(shape);
    server.dirty(200);
    server.advance(35_000);
    const { tracker, records, poll, watch } = watchServer(shape, server);
    poll();
    watch(500);
    expect(tracker.running).toMatchObject({
      joined: true,
      cause: 'time',
      inferred: true,
      startedAt: T0 + 30_000,
    });
    watch(20_000);
    const made = server.made[0]!;
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      ...exactly(made),
      buffers: null,
      inferred: true,
      notes: [expect.stringContaining('pages not known')],
    });
    server.dirty(10);
    watch(15_000);
    expect(records[1]).toMatchObject(exactly(server.made[1]!));
  });

  it('statistics reset while one runs leave it without pages, and the next is whole again', () => {
    const { server, tracker, records, interruptions, poll, watch } = watchServer(shape);
    poll();
    server.dirty(200);
    server.writeWal(520 * 1024 ** 2);
    server.request('wal');
    watch(5_000);
    const { startedAt } = tracker.running!;
    server.resetStats();
    watch(5_000);
    expect(interruptions).toEqual(['stats-reset']);
    expect(tracker.running).toMatchObject({ cause: 'wal', startedAt, joined: true });
    watch(15_000);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      ...exactly(server.made[0]!),
      buffers: null,
      notes: [expect.any(String)],
    });
    server.dirty(10);
    watch(15_000);
    expect(records[1]).toMatchObject(exactly(server.made[1]!));
  });

  it('a clean restart ends with the shutdown checkpoint, what ran before it merged into it', () => {
    const { server, records, interruptions, poll, watch } = watchServer(shape);
    poll();
    server.dirty(3);
    server.restart(45_000);
    watch(6_000);
    expect(interruptions).toEqual(['restarted']);
    expect(records).toEqual([expect.objectContaining(exactly(server.made[0]!))]);
    expect(records[0]!.redoLsn).toBe(records[0]!.checkpointLsn);
    // The control file has the second; half of the gap would be 22 s off.
    expect(Math.abs(records[0]!.startedAt - server.made[0]!.startedAt)).toBeLessThan(1_000);
    server.dirty(200);
    watch(31_000);
    server.restart(1_000);
    watch(6_000);
    expect(records[1]).toMatchObject({
      merged: 2,
      cause: 'shutdown',
      causes: ['time', 'shutdown'],
      buffers: 200,
    });
    expect(sum(records.map((record) => record.writeSeconds)) * 1_000).toBeCloseTo(
      sum(server.made.map((made) => made.writeMs)),
      6,
    );
  });

  it.each([true, false])(
    'a crash (of the postmaster: %s) ends with the end-of-recovery checkpoint',
    (ofPostmaster) => {
      const { server, tracker, records, interruptions, poll, watch } = watchServer(shape);
      server.dirty(5);
      server.request('immediate');
      server.advance(1_000);
      poll();
      server.crash(500, ofPostmaster);
      watch(6_000);
      expect(interruptions).toEqual(['crashed']);
      expect(tracker.running).toBeNull();
      expect(records).toEqual([expect.objectContaining(exactly(server.made[1]!))]);
      expect(records[0]).toMatchObject({ cause: 'end-of-recovery', buffers: 7 });
      server.dirty(10);
      watch(31_000);
      expect(records[1]).toMatchObject(exactly(server.made[2]!));
    },
  );

  it('a promotion is reported once, and the checkpoint that follows it is recorded', () => {
    const { server, records, interruptions, poll, watch } = watchServer({ ...shape, inRecovery: true });
    poll();
    server.dirty(5);
    server.request('immediate');
    watch(6_000);
    expect(records[0]).toMatchObject({ kind: 'restartpoint', cause: 'requested' });
    // Not by the control file, which has the primary's time.
    expect(Math.abs(records[0]!.startedAt - server.made[0]!.startedAt)).toBeLessThan(300);
    server.dirty(5);
    server.promote();
    poll();
    watch(6_000);
    expect(interruptions).toEqual(['promoted']);
    expect(records[1]).toMatchObject({ ...exactly(server.made[1]!), kind: 'checkpoint' });
    expect(records[1]!.id).toMatch(/^2\//);
  });

  it.each([0, 3_000])(
    'one whose last phase runs already has unknown pages (recycling for %i ms)',
    (cleanupMs) => {
      const server = new SimulatedServer({ ...shape, syncMs: 3_000 - cleanupMs, cleanupMs });
      server.dirty(20);
      server.advance(33_000);
      const { tracker, records, poll, watch } = watchServer(shape, server);
      poll();
      expect(tracker.running !== null).toBe(shape.showsWaits && cleanupMs === 0);
      watch(8_000);
      const { writeMs } = server.made[0]!;
      expect(records).toEqual([
        expect.objectContaining({ merged: 1, buffers: null, writeSeconds: writeMs / 1_000 }),
      ]);
      // Its redo point was the base's already.
      expect(records[0]!.walDistanceBytes === null).toBe(cleanupMs > 0);
    },
  );

  it('the pages written since show when it began, to the nap', () => {
    const { server, records, poll, watch } = watchServer(shape);
    poll();
    server.advance(10_050);
    server.dirty(30);
    server.request('wal');
    server.advance(950);
    watch(8_000, 1_000);
    expect(Math.abs(records[0]!.startedAt - server.made[0]!.startedAt)).toBeLessThan(150);
  });

  it('full-page images are those since the one before began', () => {
    const { server, records, poll, watch } = watchServer(shape);
    poll();
    for (const pages of [30, 50]) {
      server.dirty(pages);
      watch(500);
      server.request('wal');
      watch(8_000);
    }
    expect(records.map((record) => record.fullPageImages)).toEqual([null, 50]);
  });

  it('long recycling between the new control file and the statistics makes no record of zeros', () => {
    const { server, records, poll, watch } = watchServer({ ...shape, cleanupMs: 3_000 });
    poll();
    server.dirty(20);
    watch(45_000, 25);
    expect(records).toEqual([expect.objectContaining(exactly(server.made[0]!))]);
  });
});

describe('what a single poll does not show', () => {
  it('an LSN older than the counters is waited for, and makes neither a second record nor a stuck one', () => {
    const { server, tracker, records, poll, watch } = watchServer({ ...SHOWN, syncMs: 50 });
    poll();
    server.dirty(10);
    server.request('immediate');
    // The control file is read before the end, the counters after it.
    server.advance(40);
    poll(20);
    expect(server.made).toHaveLength(1);
    expect(records).toEqual([]);
    watch(6_000);
    expect(records).toEqual([expect.objectContaining(exactly(server.made[0]!))]);
    expect(tracker.running).toBeNull();
  });

  it('a nap that is read just before its start is counted is not taken for one that was joined', () => {
    const { server, tracker, poll } = watchServer(SHOWN);
    poll();
    server.dirty(50);
    server.advance(29_748);
    poll(1);
    expect(server.read()).toMatchObject({ waitEvent: 'CheckpointWriteDelay', timed: 1 });
    server.advance(100);
    poll();
    expect(tracker.running).toMatchObject({ joined: false, cause: 'time' });
  });

  it('does not poll faster for what it cannot see', () => {
    const { server, tracker, poll, watch } = watchServer({ countsDone: true, showsWaits: false });
    poll();
    server.dirty(50);
    watch(31_000);
    expect(tracker.running).not.toBeNull();
    expect(tracker.needsCloserLook).toBe(false);
  });

  it('polls faster while one writes without naps, or a start is not resolved', () => {
    const { server, tracker, poll, watch } = watchServer({ ...SHOWN, syncMs: 2_000 });
    poll();
    expect(tracker.needsCloserLook).toBe(false);
    server.dirty(20);
    watch(31_000);
    expect(tracker.needsCloserLook).toBe(false);
    watch(1_500);
    expect(server.read().waitEvent).toBe('DataFileSync');
    expect(tracker.needsCloserLook).toBe(true);
    watch(3_000);
    expect(tracker.needsCloserLook).toBe(false);
    server.advance(SETTINGS.checkpointTimeoutSeconds * 1_000);
    poll();
    expect(tracker.needsCloserLook).toBe(true);
  });
});

it('another server at the address is no crash: its counters are not those of one checkpoint', () => {
  const first = watchServer(SHOWN);
  first.poll();
  first.watch(31_000);
  expect(first.tracker.countsFrom).toBeGreaterThan(0);
  const other = first.server.read();
  const { records, interruption } = first.tracker.push(
    {
      ...other,
      postmasterStartedAt: T0 - 90_000,
      statsResetAt: T0 - 99_000,
      done: 500,
      timed: 700,
      writeMs: 9e6,
      checkpointLsn: 5e9,
    },
    SETTINGS,
  );
  expect([records, interruption]).toEqual([[], 'other-server']);
  expect(first.tracker.countsFrom).toBe(0);
});
