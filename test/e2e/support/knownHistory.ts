import { Redis } from 'ioredis';
import { STACKED_COMPONENTS } from '../../../app/_components/overview/charts/chartRows.ts';
import { createRedisClient } from '../../../redis/client.ts';
import { createHistory } from '../../../redis/history.ts';
import { writeLiveState } from '../../../redis/liveState.ts';
import type { CheckpointMark, Toggle } from '../../../server/types.ts';
import { readRunning } from './running.ts';

/** On the grid of every width that divides a minute. */
export const T0 = Date.UTC(2026, 0, 1, 12);
export const STEP_AT = T0 + 150_000;
export const END = T0 + 300_000;
const LEAD_S = 40;
const STEP_S = 150;

/** Values before and after STEP_AT, as the charts name them; rates per hour. */
export const LEVELS: Readonly<Record<string, readonly [before: number, after: number]>> = {
  ...Object.fromEntries(STACKED_COMPONENTS.map((name, i) => [name, [360 * (i + 1), 720 * (i + 1)]])),
  wal: [90_000_000, 40_000_000],
  fullPageImages: [7_200, 1_800],
  buffered: [1_200, 300],
  parked: [400, 700],
  dead: [100, 250],
  plateau: [27, 18],
};

const mark = (endS: number, own: Partial<CheckpointMark>): CheckpointMark => ({
  id: `known-${endS}`,
  cause: 'time',
  startedAt: T0 + (endS - 20) * 1_000,
  endedAt: T0 + endS * 1_000,
  skipped: false,
  merged: 1,
  buffers: 400,
  writeSeconds: 9,
  predicted: null,
  ...own,
});
const predict = (buffers: number, writeSeconds: number): CheckpointMark['predicted'] =>
  ({ buffers, writeSeconds, source: 'buffercache' }) as CheckpointMark['predicted'];

export const CHECKPOINTS: readonly CheckpointMark[] = [
  mark(60, { buffers: 800, writeSeconds: 24, predicted: predict(700, 20) }),
  mark(120, {}),
  mark(180, { skipped: true, buffers: 0, writeSeconds: null }),
  mark(240, { cause: 'wal', buffers: 1_000, writeSeconds: 27, predicted: predict(900, 26) }),
];
export const SYNCS: readonly number[] = [T0 + 30_000, T0 + 90_000, T0 + 210_000];
export const TOGGLES: readonly { readonly at: number; readonly value: Toggle }[] = [
  { at: T0 + 100_000, value: { strategy: 'hybrid', before: 'direct', epoch: 2 } },
  { at: T0 + 103_000, value: { strategy: 'hybrid-split', before: 'hybrid', epoch: 3 } },
  { at: T0 + 299_000, value: { strategy: 'buffer-all', before: 'hybrid-split', epoch: 4 } },
];

/** Into an empty database of the run's Redis, which no worker writes to. Returns its address. */
export async function seedKnownHistory(): Promise<string> {
  const redisUrl = new URL('/9', readRunning().redisUrl).href;
  const redis = createRedisClient({ url: redisUrl, name: 'test', onError: () => undefined });
  const history = createHistory(redis);
  await redis.flushdb();
  for (let s = -LEAD_S; s <= 300; s++) {
    await history.appendSample({ at: T0 + s * 1_000, values: createValues(s) });
  }
  for (const value of CHECKPOINTS) {
    await history.appendEvent('checkpoints', { at: value.startedAt, value }, value.id);
  }
  for (const at of SYNCS) await history.appendEvent('syncs', { at, value: { tokens: 5 } });
  for (const toggle of TOGGLES) await history.appendEvent('toggles', toggle);
  redis.disconnect();
  return redisUrl;
}

/** As a worker that never falls silent would say it. */
export async function seedView(redisUrl: string, view: object): Promise<void> {
  const at = Date.now() + 3_600_000;
  const redis = createRedisClient({ url: redisUrl, name: 'test', onError: () => undefined });
  const worker = { worker: 'known', version: '0', source: 'simulate', preset: 'seed' };
  const pace = { timeScale: 1, syncIntervalMs: 15_000, steadySince: 0 };
  await writeLiveState(redis, { at, startedAt: at, ...worker, ...pace, view: { ...view, at } });
  redis.disconnect();
}

export async function dropKnownHistory(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl);
  await redis.flushdb();
  redis.disconnect();
}

function createValues(s: number): Record<string, number> {
  const level = (key: string): number => LEVELS[key]![s < STEP_S ? 0 : 1];
  const total = (key: string): number => {
    const [before, after] = LEVELS[key]!;
    return (before * (Math.min(s, STEP_S) + LEAD_S) + after * Math.max(0, s - STEP_S)) / 3_600;
  };
  return {
    ...Object.fromEntries(STACKED_COMPONENTS.map((name) => [`statements.${name}.Total`, total(name)])),
    walBytesTotal: total('wal'),
    fullPageImagesTotal: total('fullPageImages'),
    bufferEntries: level('buffered'),
    bufferParked: level('parked'),
    bufferDead: level('dead'),
    checkpointTimeoutSeconds: level('plateau') / 0.9,
    completionTarget: 0.9,
    timeScale: 1,
  };
}
