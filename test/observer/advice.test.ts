import { describe, expect, it } from 'vitest';
import type { TableHeat } from '../../observer/statements/readTableHeat.ts';
import type { Advice } from '../../domain/advice.ts';
import { type AdviceFacts, createAdvice } from '../../observer/advice.ts';
import type { CheckpointRecord } from '../../domain/checkpoints.ts';
import { MB, recordOf } from './checkpoints/samples.ts';
import { SETTINGS as SHORT, T0 } from './checkpoints/simulatedServer.ts';

const SETTINGS = { ...SHORT, checkpointTimeoutSeconds: 300 };
const QUIET: AdviceFacts = {
  records: [],
  settings: SETTINGS,
  platforms: [],
  tables: [],
  walBytes: 0,
  fullPageImages: 0,
};
const advise = (own: Partial<AdviceFacts>): Advice[] => createAdvice({ ...QUIET, ...own });
const ids = (own: Partial<AdviceFacts>): string[] => advise(own).map((each) => each.id);

/** Checkpoints at this interval in seconds. */
const every = (seconds: number, owns: readonly Partial<CheckpointRecord>[]): CheckpointRecord[] =>
  owns.map((own, i) => recordOf({ id: String(i), startedAt: T0 + i * seconds * 1_000, ...own }));
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
/** The value that a statement sets. */
const setting = (advice: Advice | undefined, name: string): string | undefined =>
  advice?.statements.join('\n').match(new RegExp(`SET ${name} = '([^']*)'`))?.[1];

it('nothing measured, no advice', () => {
  expect(advise({})).toEqual([]);
  expect(advise({ records: every(300, times(8, {})) })).toEqual([]);
});

describe('page images', () => {
  const wal = { walBytes: 100 * MB, fullPageImages: 4_000 };

  it('are reckoned at 7 kB each where the server counts only their number', () => {
    expect(ids({ ...wal, fullPageImageBytes: null })).toEqual([]);
    expect(advise({ ...wal, fullPageImages: 12_000 })[0]?.evidence).toContain('about 80 %');
  });

  it('count with their own bytes from 19 on', () => {
    const [advice] = advise({ ...wal, fullPageImageBytes: 90 * MB });
    expect(advice?.evidence).toContain('4,000 full-page images, 90 % of');
    expect(ids({ ...wal, fullPageImages: 12_000, fullPageImageBytes: 10 * MB })).toEqual([]);
  });
});

describe('WAL forces checkpoints', () => {
  const forced = { cause: 'wal', walDistanceBytes: 520 * MB } as const;

  it('where at least two and a quarter of them were forced', () => {
    expect(ids({ records: every(60, [{}, forced]) })).toEqual([]);
    expect(ids({ records: every(60, [forced, {}, {}, {}, forced]) })).toEqual(['wal-forced']);
    expect(ids({ records: every(60, [forced, ...times(7, {}), forced]) })).toEqual([]);
    expect(ids({ records: every(60, [forced, ...times(7, { skipped: true }), forced]) })).toEqual([
      'wal-forced',
    ]);
  });

  it('so max_wal_size should hold an interval of WAL at the rate that was seen', () => {
    const [advice] = advise({ records: every(60, times(4, forced)) });
    // 528 MB a minute are 2,640 MB in 300 s; × 1.9 for S, × 1.5 to spare.
    expect(setting(advice, 'max_wal_size')).toBe('8GB');
    expect(advice!.evidence).toBe(
      '4 of the last 4 were forced by WAL, up to 520 MB apart; max_wal_size 1.0 GB forces one every 528 MB',
    );
    expect(advice!.statements.at(-1)).toBe('SELECT pg_reload_conf();');
  });

  it('by the time since the one before, whatever began that', () => {
    const records = every(300, [{}, forced, {}, {}, {}, forced]).map((record) =>
      record.cause === 'wal' ? { ...record, startedAt: record.startedAt - 270_000 } : record,
    );
    // 528 MB in 30 s, not in the 1,200 s between the two.
    expect(setting(advise({ records })[0], 'max_wal_size')).toBe('15GB');
  });

  it('also where they share a record with others', () => {
    const three = {
      merged: 3,
      cause: 'requested',
      causes: ['wal', 'wal', 'requested'],
      walDistanceBytes: 1_560 * MB,
    } as const;
    const [advice] = advise({ records: every(180, times(4, three)) });
    expect(advice!.evidence).toContain('4 of the last 4 were forced by WAL, up to 520 MB apart');
    // As four of one each, 60 s apart.
    expect(setting(advice, 'max_wal_size')).toBe('8GB');
  });

  it('and never smaller than it is', () => {
    const settings = { ...SETTINGS, maxWalSizeBytes: 100 * 1024 * MB };
    const [advice] = advise({ settings, records: every(60, times(4, forced)) });
    expect(setting(advice, 'max_wal_size')).toBe('101GB');
  });
});

describe('full-page images', () => {
  const facts = { walBytes: 100 * MB, fullPageImages: 10_000 };

  it('where they are most of the WAL', () => {
    const [advice] = advise(facts);
    expect(advice).toMatchObject({ id: 'full-page-images' });
    expect(advice!.evidence).toContain('10,000 full-page images, about 67 % of 100 MB');
    expect([setting(advice, 'checkpoint_timeout'), setting(advice, 'wal_compression')]).toEqual([
      '900s',
      'on',
    ]);
    expect(ids({ ...facts, walBytes: 150 * MB })).toEqual([]);
  });

  it('not where they are few, or compressed already', () => {
    expect(ids({ walBytes: MB, fullPageImages: 999 })).toEqual([]);
    expect(ids({ ...facts, settings: { ...SETTINGS, walCompression: 'lz4' } })).toEqual([]);
    expect(ids({ walBytes: 0, fullPageImages: 0 })).toEqual([]);
  });

  it('without a longer interval where it is long', () => {
    const [advice] = advise({ ...facts, settings: { ...SETTINGS, checkpointTimeoutSeconds: 7_200 } });
    expect(setting(advice, 'checkpoint_timeout')).toBeUndefined();
    expect(setting(advice, 'wal_compression')).toBe('on');
  });
});

describe('the plateau', () => {
  // The knee of 300 s × 0.9 lies at 2,700 pages.
  const above = { buffers: 2_700 };

  it('where three, and half of all, reach the knee', () => {
    const [advice] = advise({ records: every(300, [above, above, { buffers: 9_000 }, {}, {}, {}]) });
    expect(advice).toMatchObject({ id: 'plateau' });
    expect(advice!.evidence).toContain('3 of 6 wrote 2,700 pages (median), above the knee of 2700');
    expect(setting(advice, 'checkpoint_timeout')).toBe('900s');
    expect(ids({ records: every(300, [above, above, {}]) })).toEqual([]);
    expect(ids({ records: every(300, [above, above, above, {}, {}, {}, {}]) })).toEqual([]);
    expect(ids({ records: every(300, times(4, { buffers: 2_699 })) })).toEqual([]);
  });

  it('by the pages of one, where several are one record', () => {
    expect(ids({ records: every(300, times(4, { buffers: 5_000, merged: 2 })) })).toEqual([]);
    expect(ids({ records: every(300, times(4, { buffers: 5_400, merged: 2 })) })).toEqual(['plateau']);
  });

  it('with nothing to run where the interval is long', () => {
    const settings = { ...SETTINGS, checkpointTimeoutSeconds: 3_600 };
    const [advice] = advise({ settings, records: every(3_600, times(3, { buffers: 40_000 })) });
    expect(advice).toMatchObject({ id: 'plateau', statements: [] });
  });
});

it('slow syncs, where one took more than five seconds', () => {
  expect(ids({ records: every(300, [{ syncSeconds: 5 }]) })).toEqual([]);
  const [advice] = advise({ records: every(300, [{ syncSeconds: 7.25 }, {}, { syncSeconds: 6 }]) });
  expect(advice).toMatchObject({ id: 'slow-sync' });
  expect(advice!.evidence).toContain('2 of 3 took more than 5 s to sync, 7.3 s at the most');
});

describe('trifles', () => {
  const trifle = { buffers: 3, walDistanceBytes: 4_096 };

  it('where each of the last five was made for next to nothing', () => {
    const [advice] = advise({ records: every(300, [{}, ...times(5, trifle)]) });
    expect(advice).toMatchObject({ id: 'forced-by-trifles' });
    expect(advice!.evidence).toContain('at most 3 pages');
  });

  it.each([
    ['four are too few', times(4, trifle)],
    ['one had pages', [...times(4, trifle), { ...trifle, buffers: 6 }]],
    ['one had WAL', [...times(4, trifle), { ...trifle, walDistanceBytes: 65_537 }]],
    ['one was asked for', [...times(4, trifle), { ...trifle, cause: 'requested' as const }]],
    ['one is not known', [...times(4, trifle), { ...trifle, buffers: null }]],
  ])('not where %s', (_name, owns) => {
    expect(ids({ records: every(300, owns) })).toEqual([]);
  });
});

describe('a table whose updates change its indexes', () => {
  const heat: TableHeat = {
    table: `public."o'clock"`,
    updates: 12_000,
    hotUpdates: 600,
    indexes: 5,
    fillfactor: 100,
  };
  const only = (own: Partial<TableHeat>): string[] => ids({ tables: [{ ...heat, ...own }] });

  it('comes with its share of heap-only updates, and what to look at', () => {
    const [advice] = advise({ tables: [heat] });
    expect(advice).toMatchObject({ id: 'hot-indexed-columns' });
    expect(advice!.evidence).toContain('5 % of 12,000 updates were heap-only');
    expect(advice!.statements[0]).toContain(`'public."o''clock"'::regclass`);
    expect(advice!.statements[1]).toBe(`ALTER TABLE public."o'clock" SET (fillfactor = 85);`);
  });

  it('only with many updates, few of them heap-only, and two indexes', () => {
    expect(only({ updates: 999, hotUpdates: 0 })).toEqual([]);
    expect(only({ hotUpdates: 6_000 })).toEqual([]);
    expect(only({ indexes: 1 })).toEqual([]);
    expect(only({ hotUpdates: 5_999 })).toEqual(['hot-indexed-columns']);
  });

  it('is not advised to leave room where it does', () => {
    expect(advise({ tables: [{ ...heat, fillfactor: 90 }] })[0]!.statements).toHaveLength(1);
  });
});

describe('on a managed platform', () => {
  const forced = { cause: 'wal', walDistanceBytes: 520 * MB } as const;
  const records = every(60, times(4, forced));

  it('the command is that of the platform', () => {
    const [advice] = advise({ records, platforms: ['azure'] });
    expect(advice).toMatchObject({ id: 'wal-forced' });
    expect(advice!.statements).toEqual([expect.stringContaining('--name max_wal_size --value 8192')]);
  });

  it('whose storage has no such checkpoints, that is what is said, and nothing of settings', () => {
    const [advice, ...others] = advise({ records, platforms: ['aurora', 'rds'] });
    expect(advice).toMatchObject({
      id: 'own-storage',
      title: 'This storage has no such checkpoints',
      statements: [],
    });
    expect(advice!.evidence).toContain('Amazon Aurora');
    expect(others).toEqual([]);
  });
});

describe('what it costs', () => {
  const forced = { cause: 'wal', walDistanceBytes: 520 * MB } as const;
  const records = every(60, [forced, forced, forced]);
  const walKept = { keepBytes: 0, slotLimitBytes: null, slots: 1, slotBytes: 300 * MB };

  it('is the recovery at worst, by a guess, and the disk with what slots keep', () => {
    const [advice] = advise({ records, walKept });
    expect(setting(advice, 'max_wal_size')).toBe('8GB');
    expect(advice?.cost).toBe(
      'A crash then replays up to 4.8 GB of WAL, about 98.8 s (now 1.0 GB, 20.5 s) at 50.0 MB/s, which is a guess: no recovery of this server was seen. WAL takes up to 8.0 GB of disk, 7.0 GB more than now; 1 replication slot keeps 300 MB now, without a limit (max_slot_wal_keep_size)',
    );
  });

  it('is corrected by each recovery that was seen', () => {
    const recovered = { cause: 'end-of-recovery', walDistanceBytes: 500 * MB, recoverySeconds: 20 } as const;
    const [advice] = advise({ records: [...records, ...every(60, [recovered])], walKept });
    expect(advice?.cost).toContain('at 25.0 MB/s, as in the recovery of 500 MB that was seen here');
  });

  it('says that slots are not known where they were not read, and is absent where nothing gets rarer', () => {
    expect(advise({ records })[0]?.cost).toContain('what replication slots keep is not known');
    const slow = times(3, { syncSeconds: 9 });
    expect(advise({ records: every(300, slow) })[0]).not.toHaveProperty('cost');
  });
});
