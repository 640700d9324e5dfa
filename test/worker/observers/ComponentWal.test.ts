import { expect, it } from 'vitest';
import { ComponentWal } from '../../../worker/observers/ComponentWal.ts';

const backend = (component: string, id: string, walBytes: number) => ({ component, backend: id, walBytes });

it('adds up what the connections of a component gained since the last poll', () => {
  const wal = new ComponentWal();
  const first = [
    backend('MarketDataJob', '1', 100),
    backend('MarketDataJob', '2', 20),
    backend('RedisSyncJob', '3', 7),
  ];
  expect(Object.fromEntries(wal.take(first))).toEqual({ MarketDataJob: 120, RedisSyncJob: 7 });
  const second = [
    backend('MarketDataJob', '1', 150),
    backend('MarketDataJob', '2', 20),
    backend('RedisSyncJob', '3', 8),
  ];
  expect(Object.fromEntries(wal.take(second))).toEqual({ MarketDataJob: 50, RedisSyncJob: 1 });
});

it('counts a connection that is new from its beginning, and one that went no more', () => {
  const wal = new ComponentWal();
  wal.take([backend('HotScoreJob', '1', 100)]);
  expect(Object.fromEntries(wal.take([backend('HotScoreJob', '2', 30)]))).toEqual({ HotScoreJob: 30 });
  expect(Object.fromEntries(wal.take([]))).toEqual({});
});

it('counts from zero where the statistics of a backend were reset', () => {
  const wal = new ComponentWal();
  wal.take([backend('HotScoreJob', '1', 100)]);
  expect(Object.fromEntries(wal.take([backend('HotScoreJob', '1', 40)]))).toEqual({ HotScoreJob: 40 });
  expect(Object.fromEntries(wal.take([backend('HotScoreJob', '1', 45)]))).toEqual({ HotScoreJob: 5 });
});
