import { describe, expect, it } from 'vitest';
import { SimulatedServer } from './simulatedServer.ts';
import { DIALECTS, exactly, SHOWN, watchServer } from './watchServer.ts';

describe('where one begins as another ends', () => {
  it.each(DIALECTS)('on %s a request cuts the paced one short and follows at once', (_name, shape) => {
    const { server, records, poll, watch } = watchServer({ ...shape, syncMs: 40 });
    poll();
    server.dirty(200);
    watch(32_000);
    server.dirty(100);
    server.request('immediate');
    watch(6_000, 25);
    expect(records).toEqual(server.made.map((made) => expect.objectContaining(exactly(made))));
    expect(records.map((record) => record.cause)).toEqual(['time', 'requested']);
  });

  it.each(DIALECTS.filter(([, shape]) => shape.showsWaits))(
    'on %s a paced one that follows in the same poll stays open, its cause its own',
    (_name, shape) => {
      const { server, tracker, records, poll, watch } = watchServer(shape);
      poll();
      watch(25_000);
      server.dirty(30);
      server.request('immediate');
      server.advance(100);
      server.dirty(50);
      // The clock begins the second one, five seconds later, before the next poll.
      server.advance(31_000);
      poll();
      expect(records).toHaveLength(1);
      expect(records[0]).toMatchObject({ cause: 'requested', merged: 1 });
      poll();
      expect(tracker.running).toMatchObject({ cause: 'time', joined: false });
      watch(10_000);
      expect(records[1]).toMatchObject({ cause: 'time', merged: 1 });
      // Eighty pages together, and nothing shows whose they are.
      const notes = ['pages not known: one began at once after another, within one poll'];
      expect(records.map((record) => [record.buffers, record.notes])).toEqual([
        [null, notes],
        [null, notes],
      ]);
      server.dirty(10);
      watch(31_000);
      expect(records[2]).toMatchObject({ buffers: 10, notes: [] });
    },
  );

  it.each(DIALECTS.filter(([, shape]) => shape.showsWaits))(
    'on %s the clock comes first where the control file says so',
    (_name, shape) => {
      const { server, records, poll, watch } = watchServer(shape);
      poll();
      server.dirty(5);
      server.advance(30_000);
      server.dirty(50);
      server.request('wal');
      server.advance(1_500);
      poll();
      watch(10_000);
      expect(records.map(({ cause, merged }) => [cause, merged])).toEqual([
        ['time', 1],
        ['requested', 1],
      ]);
    },
  );

  it.each(DIALECTS.filter(([, shape]) => shape.showsWaits))(
    'on %s one that ended and one that was skipped at once are not taken for two',
    (_name, shape) => {
      const { server, records, poll, watch } = watchServer(shape);
      poll();
      server.dirty(200);
      // Timed, and requested again while it writes, although nothing is written meanwhile.
      watch(45_000);
      server.request('wal');
      while (server.made.length < 2) server.advance(1);
      watch(10_000);
      const made = records.filter((record) => !record.skipped);
      expect(server.made.map(({ skipped }) => skipped)).toEqual([false, true]);
      expect(made.map(({ merged, buffers }) => [merged, buffers])).toEqual([[1, 200]]);
      expect(records.filter((record) => record.skipped)).toHaveLength(1);
    },
  );

  it('a skipped one and one that runs, first seen together, are both reported as timed', () => {
    const { server, records, poll, watch } = watchServer(SHOWN);
    poll();
    server.advance(59_000);
    server.dirty(20);
    server.advance(1_500);
    watch(10_000);
    expect(records.map(({ cause, skipped }) => [cause, skipped])).toEqual([
      ['time', false],
      ['time', true],
    ]);
  });

  it('a request after a skipped one is not taken for a timed one', () => {
    const { server, records, poll, watch } = watchServer(SHOWN);
    poll();
    watch(35_000);
    server.advance(10_000);
    server.dirty(20);
    server.request('immediate');
    server.advance(100);
    server.dirty(20);
    // The clock begins the second one, 30 s later and 45 s after the skipped one.
    server.advance(30_000);
    poll();
    watch(6_000);
    expect(records.map(({ cause, skipped }) => [cause, skipped])).toEqual([
      ['time', true],
      ['requested', false],
      ['time', false],
    ]);
  });

  it.each(['the observer came', 'the statistics were reset'])(
    'one that follows at once is whole although %s during the one before',
    (what) => {
      const { server, tracker, records, poll, watch } = watchServer(SHOWN);
      if (what !== 'the observer came') poll();
      server.dirty(200);
      server.advance(35_000);
      if (what !== 'the observer came') watch(1_000);
      if (what !== 'the observer came') server.resetStats();
      watch(1_000);
      server.dirty(50);
      server.request('wal');
      while (server.made.length === 0) watch(25, 25);
      watch(500);
      expect(tracker.running).toMatchObject({ joined: false, cause: 'requested' });
      watch(10_000);
      expect(records.map((record) => record.merged)).toEqual([1, 1]);
      expect(records[0]!.buffers).toBeNull();
      // But for the page that was written within the poll that saw both.
      expect(records[1]!.buffers).toBeGreaterThanOrEqual(49);
    },
  );

  it('a start that is counted at the end is not taken for a second one', () => {
    const server = new SimulatedServer({ ...SHOWN, syncMs: 3_000 });
    server.dirty(20);
    server.request('immediate');
    server.advance(1_000);
    const { tracker, records, poll, watch } = watchServer(SHOWN, server);
    poll();
    expect(tracker.running).toMatchObject({ joined: true });
    watch(9_000);
    expect(records.map(({ merged, skipped }) => [merged, skipped])).toEqual([[1, false]]);
  });

  it('pages of one that was joined stay unknown where the next begins in the same poll', () => {
    const server = new SimulatedServer({ ...SHOWN, syncMs: 3_000 });
    server.dirty(20);
    server.advance(33_000);
    const { records, poll } = watchServer(SHOWN, server);
    poll();
    server.dirty(50);
    server.request('wal');
    server.advance(3_000);
    poll();
    expect(records).toEqual([expect.objectContaining({ merged: 1, buffers: null, cause: 'time' })]);
  });
});
