import { PAGE_BYTES } from '../../domain/postgres.ts';
import { isUnbuffered } from '../../domain/strategies.ts';
import type { WriteShape } from './structures.ts';
import type { WalConstants, Workload } from './types.ts';

/** Rows of a history fill their pages to the end; its header is 24 bytes. */
const POINT_PAGE_BYTES = 8168;

export interface Simulation {
  readonly workload: Workload;
  readonly constants: WalConstants;
  readonly shape: WriteShape;
  /** 0 under `direct`. */
  readonly rowsPerFlush: number;
  /** When the first flush comes, seconds after the first redo. */
  readonly firstFlushSecond: number;
}

/** The writes in a span of time; flushes count as wholly done at their moment. */
export interface Span {
  readonly updates: number;
  readonly flushes: number;
  readonly creates: number;
  readonly rowWrites: number;
  /** Those without new index entries. */
  readonly hotWrites: number;
  readonly points: number;
  readonly statements: number;
}

/** Flushes at first + k·interval within (from, to]. */
function countFlushes({ workload, firstFlushSecond }: Simulation, from: number, to: number): number {
  if (isUnbuffered(workload.strategy) || workload.updatesPerSecond <= 0) return 0;
  const upTo = (second: number): number =>
    second < firstFlushSecond
      ? 0
      : Math.floor((second - firstFlushSecond) / workload.syncIntervalSeconds + 1e-9) + 1;
  return upTo(to) - upTo(from);
}

export function countSpan(simulation: Simulation, from: number, to: number): Span {
  const { workload, shape, rowsPerFlush } = simulation;
  const isDirect = isUnbuffered(workload.strategy);
  const creates = (workload.createsPerHour / 3_600) * (to - from);
  const flushes = countFlushes(simulation, from, to);
  const updates = workload.updatesPerSecond * (to - from);
  const rowWrites = isDirect ? updates : flushes * rowsPerFlush;
  return {
    updates,
    flushes,
    creates,
    rowWrites,
    hotWrites: rowWrites * shape.hotShare,
    points: rowWrites * workload.pointsPerRow,
    statements: (isDirect ? updates : flushes * Math.ceil(rowsPerFlush / workload.batchRows)) + creates,
  };
}

/** Pages at the end of the history, and of the table, that new rows fill: the last one is begun. */
export function countAppendedPages({ workload }: Simulation, span: Span): number {
  const points = (span.points * workload.bytesPerPoint) / POINT_PAGE_BYTES;
  const creates = (span.creates * workload.bytesPerRow) / PAGE_BYTES;
  return (span.points > 0 ? points + 1 : 0) + (span.creates > 0 ? creates + Math.min(1, span.creates) : 0);
}
