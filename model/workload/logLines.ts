import { predictWriteSeconds } from '../pacing.ts';
import { averageCycles } from './predict.ts';
import { simulateCycles } from './simulate.ts';
import type { WalConstants, Workload } from './types.ts';

/** The three lines of the incident's log: buffers, write seconds. T = 300 s, c = 0.9. */
export const INCIDENT_LINES = [
  { buffers: 314, writeSeconds: 31.324 },
  { buffers: 1_770, writeSeconds: 177.234 },
  { buffers: 10_113, writeSeconds: 269.86 },
] as const;

const MAX_UPDATES_PER_SECOND = 1e5;
const MIN_UPDATES_PER_SECOND = 1e-4;
/** On a logarithmic scale: to 0.1 %. */
const BISECTIONS = 15;
/** The first cycles after a checkpoint that left nothing dirty are no steady state. */
const CYCLES = 4;
const SETTLED_FROM = 2;

export interface Requirement {
  readonly buffers: number;
  /** By the pacing rule, with the workload's settings. */
  readonly predictedSeconds: number;
  /** Updates needed to dirty this number of pages; null: more than 100,000 updates/s. */
  readonly updatesPerHour: number | null;
  /** Distinct rows that they hit in one cycle. */
  readonly rowsPerCycle: number | null;
}

/**
 * How many updates of different rows, scattered over the workload's table, a checkpoint of `buffers` buffers needs: what
 * must have been true. Found by bisection: more updates never dirty fewer pages. shared_buffers is taken to hold them.
 */
export function findRequirement(workload: Workload, constants: WalConstants, buffers: number): Requirement {
  const { checkpointTimeoutSeconds } = workload;
  const rowsAt = (updatesPerSecond: number): number =>
    Math.min(workload.rows, Math.max(1, updatesPerSecond * checkpointTimeoutSeconds));
  const pagesAt = (updatesPerSecond: number): number => {
    const cycles = simulateCycles(
      {
        ...workload,
        strategy: 'direct',
        distribution: 'in-turn',
        updatesPerSecond,
        updatedRows: rowsAt(updatesPerSecond),
        unchangedShare: 0,
        pointsPerRow: 0,
        sharedBuffersPages: 1e9,
        maxWalSizeBytes: 1e15,
      },
      constants,
      { cycles: CYCLES },
    );
    return averageCycles(cycles.slice(SETTLED_FROM)).buffersWritten;
  };
  const predictedSeconds = predictWriteSeconds(buffers, workload);
  if (pagesAt(MAX_UPDATES_PER_SECOND) < buffers) {
    return { buffers, predictedSeconds, updatesPerHour: null, rowsPerCycle: null };
  }
  let [low, high] = [MIN_UPDATES_PER_SECOND, MAX_UPDATES_PER_SECOND];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = Math.sqrt(low * high);
    if (pagesAt(middle) < buffers) low = middle;
    else high = middle;
  }
  return { buffers, predictedSeconds, updatesPerHour: high * 3_600, rowsPerCycle: rowsAt(high) };
}
