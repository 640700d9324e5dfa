import { isSplit, isUnbuffered } from '../../domain/strategies.ts';
import { predictWriteSeconds } from '../pacing.ts';
import { walTriggerBytes } from '../walTrigger.ts';
import { type CycleStart, PageStates } from './PageStates.ts';
import { countSpan, type Simulation } from './spans.ts';
import { describeWrites, expectRowWrites } from './structures.ts';
import type { Cycle, WalConstants, WalSplit, Workload } from './types.ts';

const SEGMENT_BYTES = 16 * 1024 ** 2;
const BISECTIONS = 20;
/** Two cycles with less than this between their dirty pages are alike. */
const ALIKE = 1e-3;
/** Syncs and cycles that take longer to fall together again are taken never to. */
const MAX_PERIOD = 240;

export interface SimulateOptions {
  readonly cycles: number;
  /** Half a sync interval by default, as in the experiments. */
  readonly firstFlushSecond?: number;
  /** How long before the first redo the table was vacuumed, and that it is not again; absent: as autovacuum has it. */
  readonly secondsSinceVacuum?: number;
}

/**
 * Cycle by cycle from a forced checkpoint, which leaves nothing dirty. What goes from one cycle to the next is the share
 * of each class of pages that the running checkpoint has to write (PageStates.ts). Syncs fall into the same places of a
 * cycle again after a period of some cycles; once a whole period is like the one before, the cycles that follow are taken
 * to be like them: a day of cycles takes some ten ms.
 */
export function simulateCycles(
  workload: Workload,
  constants: WalConstants,
  options: SimulateOptions,
): Cycle[] {
  const simulation = createSimulation(workload, constants, options.firstFlushSecond);
  const pages = new PageStates(simulation, options.secondsSinceVacuum ?? null);
  const period = findPeriod(workload);
  const cycles: Cycle[] = [];
  let start: CycleStart = { at: 0, writeSeconds: 0, isRunning: true };
  for (let n = 0, alike = 0; n < options.cycles; n++) {
    const before = period === null ? undefined : cycles[n - period];
    const isSettled = before !== undefined && alike >= period!;
    const cycle = isSettled ? { ...before, startsAtSecond: start.at } : runCycle(simulation, pages, start);
    alike = before !== undefined && areAlike(before, cycle) ? alike + 1 : 0;
    cycles.push(cycle);
    start = {
      at: start.at + cycle.seconds,
      writeSeconds: cycle.writeSeconds,
      isRunning: !cycle.skipped,
    };
  }
  return cycles;
}

/** Cycles after which syncs fall into the same places again; null: never, or not for long. Twice, since skips may take turns. */
function findPeriod({ strategy, checkpointTimeoutSeconds, syncIntervalSeconds }: Workload): number | null {
  if (isUnbuffered(strategy)) return 1;
  for (let cycles = 1; cycles <= MAX_PERIOD; cycles++) {
    const syncs = (cycles * checkpointTimeoutSeconds) / syncIntervalSeconds;
    if (Math.abs(syncs - Math.round(syncs)) < 1e-9) return 2 * cycles;
  }
  return null;
}

/** Cycles that WAL cuts short come at other places each time. */
function areAlike(before: Cycle, cycle: Cycle): boolean {
  if (before.skipped !== cycle.skipped || before.cause === 'wal' || cycle.cause === 'wal') return false;
  return Math.abs(before.dirtyAtEnd - cycle.dirtyAtEnd) <= ALIKE * cycle.dirtyAtEnd;
}

function createSimulation(workload: Workload, constants: WalConstants, first?: number): Simulation {
  const shape = describeWrites(workload);
  const perInterval = workload.updatesPerSecond * workload.syncIntervalSeconds;
  return {
    workload,
    constants,
    shape,
    rowsPerFlush: isUnbuffered(workload.strategy) ? 0 : expectRowWrites(workload, shape, perInterval),
    firstFlushSecond: first ?? workload.syncIntervalSeconds / 2,
  };
}

function runCycle(simulation: Simulation, pages: PageStates, start: CycleStart): Cycle {
  const { workload } = simulation;
  const timeout = workload.checkpointTimeoutSeconds;
  const trigger = expectTriggerBytes(workload);
  const walAfter = (seconds: number): WalSplit => estimateWal(simulation, pages, start, seconds);
  const isForced = sumWal(walAfter(timeout)) > trigger;
  const seconds = isForced ? bisect((s) => sumWal(walAfter(s)) > trigger, timeout) : timeout;
  const endsAt = start.at + seconds;
  const span = countSpan(simulation, start.at, endsAt);
  const sinceEnd = countSpan(simulation, start.at + Math.min(start.writeSeconds, seconds), endsAt);
  // Where the checkpoint writes through the whole cycle, the next one starts as it ends.
  const skipped = !isForced && start.writeSeconds < seconds && sinceEnd.statements === 0;
  const wal = walAfter(seconds);
  const images = pages.countImages(start, span, seconds);
  const closed = pages.close(start, span, { seconds, skipped });
  const buffersWritten = skipped ? 0 : closed.dirtyAtEnd * closed.keptShare;
  return {
    startsAtSecond: start.at,
    seconds,
    dirtyPages: closed.heap + closed.index,
    heapPages: closed.heap,
    indexPages: closed.index,
    dirtyAtEnd: closed.dirtyAtEnd,
    buffersWritten,
    // Forced by WAL, it is also paced by WAL: by a cycle as short as this one.
    writeSeconds: skipped
      ? 0
      : predictWriteSeconds(buffersWritten, { ...workload, checkpointTimeoutSeconds: seconds }),
    cause: isForced ? 'wal' : 'time',
    skipped,
    walBytes: sumWal(wal),
    wal,
    fullPageImages: workload.fullPageWrites ? images.heap + images.index : 0,
    statements: span.statements,
    rows: span.rowWrites + span.points + span.creates,
  };
}

/** The middle of what forces a checkpoint: redo is anywhere in its segment. */
function expectTriggerBytes({ maxWalSizeBytes, completionTarget }: Workload): number {
  const settings = { maxWalSizeBytes, completionTarget, segmentBytes: SEGMENT_BYTES };
  const { leastBytes, mostBytes } = walTriggerBytes(settings);
  return (leastBytes + mostBytes) / 2;
}

/** Bisection for the first moment at which a condition holds that then goes on to hold. */
function bisect(holds: (seconds: number) => boolean, most: number): number {
  let [low, high] = [0, most];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

const sumWal = ({ images, changes, commits }: WalSplit): number => images + changes + commits;

/**
 * WAL = images × image + row changes × change + entries × entry + points × point + statements × statement
 * (model/fullPageImages.ts says why); images shrink by the compression ratio. A record that brings an image leaves out what
 * the image holds (xloginsert.c, XLogRecordAssemble), so each image saves some bytes of a change.
 */
function estimateWal(
  { workload, constants, ...simulation }: Simulation,
  pages: PageStates,
  start: CycleStart,
  seconds: number,
): WalSplit {
  const span = countSpan({ workload, constants, ...simulation }, start.at, start.at + seconds);
  const { heap, index } = pages.countImages(start, span, seconds);
  const stored = workload.fullPageWrites ? 1 / Math.max(1, workload.compressionRatio) : 0;
  const isNarrow = isSplit(workload.strategy);
  const imageBytes = isNarrow ? constants.narrowImageBytes : constants.heapImageBytes;
  const indexes = workload.movingIndexes + workload.stayingIndexes;
  const entries = (span.rowWrites - span.hotWrites) * (isNarrow ? 1 : indexes) + span.creates * indexes;
  return {
    images: (heap * imageBytes + index * constants.indexImageBytes) * stored,
    changes: Math.max(
      0,
      span.rowWrites * (isNarrow ? constants.narrowChangeBytes : constants.rowChangeBytes) -
        (isNarrow || !workload.fullPageWrites ? 0 : heap * constants.rowSavedByImageBytes) +
        entries * constants.indexEntryBytes -
        (workload.fullPageWrites ? Math.min(index, entries) * constants.entrySavedByImageBytes : 0) +
        span.rowWrites * (workload.toast?.bytesPerUpdate ?? 0) +
        span.points * constants.pointBytes +
        span.creates * workload.bytesPerRow,
    ),
    commits:
      span.statements *
      (isUnbuffered(workload.strategy) ? constants.directStatementBytes : constants.flushStatementBytes),
  };
}
