import { kneeBuffers, plateauSeconds } from '../pacing.ts';
import { simulateCycles } from './simulate.ts';
import type { Cycle, PerHour, Prediction, WalConstants, Workload } from './types.ts';

/** Cycles that are simulated; the later half is settled. */
const CYCLES = 24;
const MAX_CYCLES = 600;
/** Sync intervals that the simulated time must hold, so that each kind of cycle comes in it. */
const INTERVALS = 8;

/** Predicts checkpoints once the workload has gone on for a while. Same input, same answer; some ms. */
export function predictWorkload(workload: Workload, constants: WalConstants): Prediction {
  const { syncIntervalSeconds, checkpointTimeoutSeconds } = workload;
  const wanted = Math.ceil((INTERVALS * syncIntervalSeconds) / checkpointTimeoutSeconds);
  const count = Math.min(MAX_CYCLES, Math.max(CYCLES, wanted));
  const cycles = simulateCycles(workload, constants, { cycles: count });
  const settled = cycles.slice(Math.floor(count / 2));
  return {
    cycle: averageCycles(settled),
    ...summarize(settled),
    kneeBuffers: kneeBuffers(workload),
    plateauSeconds: plateauSeconds(workload),
    cycles,
  };
}

/** The mean of those that were not skipped; of all where every one was. */
export function averageCycles(cycles: readonly Cycle[]): Cycle {
  const ended = cycles.filter(({ skipped }) => !skipped);
  const used = ended.length > 0 ? ended : cycles;
  const mean = (read: (cycle: Cycle) => number): number =>
    used.reduce((sum, cycle) => sum + read(cycle), 0) / used.length;
  const forced = used.filter(({ cause }) => cause === 'wal').length;
  const wal = {
    images: mean((cycle) => cycle.wal.images),
    changes: mean((cycle) => cycle.wal.changes),
    commits: mean((cycle) => cycle.wal.commits),
  };
  return {
    startsAtSecond: used[0]!.startsAtSecond,
    seconds: mean((cycle) => cycle.seconds),
    dirtyPages: mean((cycle) => cycle.dirtyPages),
    heapPages: mean((cycle) => cycle.heapPages),
    indexPages: mean((cycle) => cycle.indexPages),
    dirtyAtEnd: mean((cycle) => cycle.dirtyAtEnd),
    buffersWritten: mean((cycle) => cycle.buffersWritten),
    writeSeconds: mean((cycle) => cycle.writeSeconds),
    cause: forced * 2 > used.length ? 'wal' : 'time',
    skipped: ended.length === 0,
    walBytes: mean((cycle) => cycle.walBytes),
    wal,
    fullPageImages: mean((cycle) => cycle.fullPageImages),
    statements: mean((cycle) => cycle.statements),
    rows: mean((cycle) => cycle.rows),
  };
}

function summarize(cycles: readonly Cycle[]): {
  readonly perHour: PerHour;
  readonly checkpointShare: number;
} {
  const seconds = cycles.reduce((sum, cycle) => sum + cycle.seconds, 0);
  const perHour = (read: (cycle: Cycle) => number): number =>
    (cycles.reduce((sum, cycle) => sum + read(cycle), 0) * 3_600) / seconds;
  const checkpointSeconds = perHour((cycle) => cycle.writeSeconds);
  return {
    perHour: {
      checkpoints: perHour(({ skipped }) => (skipped ? 0 : 1)),
      skippedCheckpoints: perHour(({ skipped }) => (skipped ? 1 : 0)),
      statements: perHour((cycle) => cycle.statements),
      rows: perHour((cycle) => cycle.rows),
      walBytes: perHour((cycle) => cycle.walBytes),
      fullPageImages: perHour((cycle) => cycle.fullPageImages),
      buffersWritten: perHour((cycle) => cycle.buffersWritten),
      checkpointSeconds,
    },
    checkpointShare: Math.min(1, checkpointSeconds / 3_600),
  };
}
