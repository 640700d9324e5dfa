import type { RedisClient } from '../../redis/client.ts';
import { pagesKey, STACKED_WRITERS } from '../../app/_components/overview/charts/chartRows.ts';
import { pagesWrittenName, statementsName } from '../../domain/sampleNames.ts';
import { createHistory } from '../../redis/history.ts';
import { writeLiveState } from '../../redis/liveState.ts';
import type { StrategyMark } from '../../domain/marks.ts';
import type { ObserverView } from '../../domain/observerView.ts';
import type { StartPrediction, ObservedCheckpoint } from '../../domain/checkpoints.ts';
import { type SyncReport } from '../../domain/history.ts';
import { COMPONENTS } from '../../domain/components.ts';

/** A history in which every value is known, to hold against what a page draws of it. */

/** On the grid of every width that divides a minute. */
export const T0 = Date.UTC(2026, 0, 1, 12);
export const STEP_AT = T0 + 150_000;
export const END = T0 + 300_000;
const LEAD_S = 40;
const STEP_S = 150;
const LAST_S = 300;

/** Values before and after STEP_AT, as the charts name them; rates per hour. */
export const LEVELS: Readonly<Record<string, readonly [before: number, after: number]>> = {
  ...Object.fromEntries(COMPONENTS.map((name, i) => [name, [360 * (i + 1), 720 * (i + 1)]])),
  checkpointerPages: [54_000, 36_000],
  bgwriterPages: [36_000, 18_000],
  backendsPages: [72_000, 9_000],
  vacuumPages: [18_000, 27_000],
  wal: [90_000_000, 40_000_000],
  fullPageImages: [7_200, 1_800],
  buffered: [1_200, 300],
  parked: [400, 700],
  dead: [100, 250],
  plateau: [27, 18],
};

const checkpoint = (endS: number, own: Partial<ObservedCheckpoint>): ObservedCheckpoint => ({
  id: `known-${endS}`,
  kind: 'checkpoint',
  cause: 'time',
  inferred: false,
  startedAt: T0 + (endS - 20) * 1_000,
  endedAt: T0 + endS * 1_000,
  writeSeconds: 9,
  syncSeconds: 0.1,
  buffers: 400,
  slruBuffers: 1,
  walDistanceBytes: 1_000_000,
  fullPageImages: 300,
  skipped: false,
  merged: 1,
  checkpointLsn: '0/2000000',
  redoLsn: '0/1F00000',
  checkpointTimeoutSeconds: 30,
  completionTarget: 0.9,
  predicted: null,
  forecast: null,
  notes: [],
  log: null,
  disagreement: null,
  ...own,
});
const predict = (buffers: number, writeSeconds: number): StartPrediction => ({
  buffers,
  dirtyPages: buffers,
  writeSeconds,
  source: 'buffercache',
});

export const CHECKPOINTS: readonly ObservedCheckpoint[] = [
  checkpoint(60, { buffers: 800, writeSeconds: 24, predicted: predict(700, 20) }),
  checkpoint(120, {}),
  checkpoint(180, { skipped: true, buffers: 0, writeSeconds: null }),
  checkpoint(240, { cause: 'wal', buffers: 1_000, writeSeconds: 27, predicted: predict(900, 26) }),
];
const SYNC: SyncReport = {
  trace: 'known',
  batches: 1,
  tokens: 5,
  rowsWritten: 5,
  pricePoints: 5,
  parked: 0,
  dead: 0,
  fenced: 0,
  seconds: 0.1,
};
export const SYNCS: readonly number[] = [T0 + 30_000, T0 + 90_000, T0 + 210_000];
export const SWITCHES: readonly { readonly at: number; readonly value: StrategyMark }[] = [
  { at: T0 + 100_000, value: { kind: 'strategy', strategy: 'hybrid', before: 'direct', epoch: 2 } },
  { at: T0 + 103_000, value: { kind: 'strategy', strategy: 'hybrid-split', before: 'hybrid', epoch: 3 } },
  { at: T0 + 299_000, value: { kind: 'strategy', strategy: 'buffer-all', before: 'hybrid-split', epoch: 4 } },
];

/** Into an empty database that no worker writes to. */
export async function seedKnownHistory(redis: RedisClient): Promise<void> {
  const history = createHistory(redis);
  for (let s = -LEAD_S; s <= LAST_S; s++) {
    await history.appendSample({ at: T0 + s * 1_000, values: createValues(s) });
  }
  for (const value of CHECKPOINTS) {
    await history.appendEvent('checkpoints', { at: value.startedAt, value }, value.id);
  }
  for (const at of SYNCS) await history.appendEvent('syncs', { at, value: SYNC });
  for (const change of SWITCHES) await history.appendEvent('marks', change);
}

/** A worker's report of each second, as of `at`. */
export async function seedView(redis: RedisClient, view: ObserverView, at: number): Promise<void> {
  const worker = { worker: 'known', version: '0.1.0', source: 'simulate', preset: 'seed', startedAt: T0 };
  const pace = { timeScale: 1, syncIntervalMs: 60_000, steadySince: 0 };
  await writeLiveState(redis, { at, ...worker, ...pace, view: { ...view, at } });
}

function createValues(s: number): Record<string, number> {
  const level = (key: string): number => LEVELS[key]![s < STEP_S ? 0 : 1];
  const total = (key: string): number => {
    const [before, after] = LEVELS[key]!;
    return (before * (Math.min(s, STEP_S) + LEAD_S) + after * Math.max(0, s - STEP_S)) / 3_600;
  };
  return {
    ...Object.fromEntries(COMPONENTS.map((name) => [statementsName(name), total(name)])),
    ...Object.fromEntries(STACKED_WRITERS.map((by) => [pagesWrittenName(by), total(pagesKey(by))])),
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
