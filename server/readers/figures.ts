import type { Services } from '../services.ts';
import type { Figures } from '../types.ts';
import {
  type CounterWindow,
  gained,
  gainedByPrefix,
  gainedFromZero,
  readCounterWindow,
  type WindowRange,
} from './counterWindow.ts';

export const NO_FIGURES: Figures = {
  windowSeconds: 0,
  writesPerHour: null,
  walBytesPerHour: null,
  fullPageImagesPerHour: null,
  checkpointBuffersPerHour: null,
  checkpointShare: null,
  checkpointSecondsPerHour: null,
  latencySeconds: {},
};

/** Rates of the last workload hour, or since the last toggle; null where the history does not tell. */
export async function readFigures(services: Services, range: WindowRange): Promise<Figures> {
  return computeFigures(await readCounterWindow(services, range), range.timeScale);
}

export function computeFigures(window: CounterWindow, timeScale: number): Figures {
  const { seconds } = window;
  if (seconds <= 0) return NO_FIGURES;
  const perHour = (count: number | null): number | null =>
    count === null ? null : (count * 3_600) / (seconds * timeScale);
  const checkpointMs = sum(gained(window, 'checkpointWriteMsTotal'), gained(window, 'checkpointSyncMsTotal'));
  // A checkpoint is counted when it ends, with what it spent before the window.
  const checkpointShare = checkpointMs === null ? null : Math.min(1, checkpointMs / 1_000 / seconds);
  return {
    windowSeconds: seconds,
    writesPerHour: perHour(gainedByPrefix(window, 'statements.')),
    walBytesPerHour: perHour(gained(window, 'walBytesTotal')),
    fullPageImagesPerHour: perHour(gained(window, 'fullPageImagesTotal')),
    checkpointBuffersPerHour: perHour(gained(window, 'checkpointBuffersTotal')),
    checkpointShare,
    checkpointSecondsPerHour: timeScale === 1 && checkpointShare !== null ? checkpointShare * 3_600 : null,
    latencySeconds: computeLatencies(window),
  };
}

function computeLatencies(window: CounterWindow): Record<string, number | null> {
  const kinds = window.names.flatMap((name) => /^latencyCount\.(.+)\.Total$/.exec(name)?.[1] ?? []);
  return Object.fromEntries(
    kinds.map((kind) => {
      const count = gainedFromZero(window, `latencyCount.${kind}.Total`);
      const seconds = gainedFromZero(window, `latencySeconds.${kind}.Total`);
      return [kind, count <= 0 ? null : seconds / count];
    }),
  );
}

const sum = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);
