import { describe, expect, it } from 'vitest';
import { measureWorkload, type ReadFacts } from '../../../model/workload/measured.ts';

const first: ReadFacts = {
  at: 0,
  table: 'public.orders',
  rows: 10_000,
  heapBytes: 10_000 * 200,
  toastBytes: 0,
  toastInserts: 0,
  partitions: 1,
  fillfactor: 100,
  indexes: [
    { name: 'orders_pkey', bytes: 400_000, isPrimary: true },
    { name: 'orders_state', bytes: 200_000, isPrimary: false },
  ],
  inserts: 10_000,
  updates: 1_000,
  hotUpdates: 100,
  newPageUpdates: 300,
  settings: {
    checkpointTimeoutSeconds: 900,
    completionTarget: 0.9,
    maxWalSizeBytes: 4 * 1024 ** 3,
    sharedBuffersPages: 65_536,
    fullPageWrites: true,
    walCompression: 'off',
  },
};
const second: ReadFacts = {
  ...first,
  at: 10_000,
  inserts: 10_010,
  updates: 1_500,
  hotUpdates: 120,
  newPageUpdates: 400,
};

describe('measureWorkload', () => {
  it('takes rates from what was counted in between', () => {
    const { workload, notes } = measureWorkload({ first, second, strategy: 'direct' });
    expect(workload).toMatchObject({
      rows: 10_000,
      bytesPerRow: 200,
      bytesPerIndexEntry: 30,
      movingIndexes: 1,
      stayingIndexes: 1,
      updatesPerSecond: 50,
      createsPerHour: 3_600,
      roomShare: 0.8,
      checkpointTimeoutSeconds: 900,
      sharedBuffersPages: 65_536,
    });
    const note = (what: string) => notes.find((each) => each.what === what);
    expect(note('Updates')).toMatchObject({ isMeasured: true });
    expect(note('Rows that are updated')).toMatchObject({ isMeasured: false });
  });

  it('takes indexes to rest where most updates are HOT', () => {
    const { workload } = measureWorkload({
      first,
      second: { ...second, hotUpdates: first.hotUpdates + 490 },
      strategy: 'direct',
    });
    expect(workload).toMatchObject({ movingIndexes: 0, stayingIndexes: 2 });
  });

  it('lets the application say what the table cannot', () => {
    const { workload, notes } = measureWorkload({
      first,
      second,
      strategy: 'hybrid',
      stream: { updatesPerSecond: 600, updatedRows: 400, distribution: 'in-turn' },
    });
    expect(workload).toMatchObject({ updatesPerSecond: 600, updatedRows: 400, strategy: 'hybrid' });
    expect(notes.find(({ what }) => what === 'Updates')).toMatchObject({ isMeasured: false });
    expect(notes.find(({ what }) => what === 'Rows that are updated')).toMatchObject({ isMeasured: true });
  });

  it('accepts a table that rests, and a server before 16', () => {
    const { workload } = measureWorkload({
      first: { ...first, newPageUpdates: null },
      second: { ...first, at: 3_000, newPageUpdates: null },
      strategy: 'direct',
    });
    expect(workload.updatesPerSecond).toBe(0);
    expect(workload.roomShare).toBeGreaterThan(0);
  });
});
