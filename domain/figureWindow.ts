/** The one definition of what a rate is counted over; DESIGN: "A window". Times in ms since the epoch. */

export interface FigureWindow {
  readonly from: number;
  readonly to: number;
}

/** Until there is a whole window: since the strategy is steady, and from then to the end of the first window. */
export interface Collecting {
  readonly haveSeconds: number;
  readonly needSeconds: number;
}

export type ChosenWindow = { readonly window: FigureWindow } | { readonly collecting: Collecting };

/** Moments at which a window may begin and end: `at`, and every `everyMs` before and after. */
export interface WindowEdges {
  readonly at: number;
  readonly everyMs: number;
}

export interface WindowRule {
  readonly now: number;
  /** Since when only this strategy's workload is counted; null while a table is loaded or a switch drains the buffer. */
  readonly steadySince: number | null;
  /** Left out at the beginning: what still belongs to the cycle of the switch. */
  readonly leaveOutMs: number;
  /** A window's length is a multiple. */
  readonly unitMs: number;
  /** Where a unit is longer, a unit. */
  readonly mostMs: number;
  readonly edges: WindowEdges;
}

/** The newest whole units, or how far the first one is. */
export function chooseWindow(rule: WindowRule): ChosenWindow {
  const { now, steadySince, leaveOutMs, unitMs, mostMs, edges } = rule;
  if (steadySince === null) {
    return { collecting: { haveSeconds: 0, needSeconds: Math.round((leaveOutMs + unitMs) / 1_000) } };
  }
  const begin = ceilTo(steadySince + leaveOutMs, edges);
  const to = floorTo(now, edges);
  const units = Math.floor((to - begin) / unitMs);
  if (units < 1) {
    const end = ceilTo(begin + unitMs, edges);
    const needSeconds = Math.floor((end - steadySince) / 1_000);
    const haveSeconds = Math.max(0, Math.floor((now - steadySince) / 1_000));
    return { collecting: { haveSeconds: Math.min(haveSeconds, needSeconds), needSeconds } };
  }
  const length = Math.min(units, Math.max(1, Math.floor(mostMs / unitMs))) * unitMs;
  return { window: { from: to - length, to } };
}

/** The activity of the system whose figures are chosen. */
export interface Load {
  readonly now: number;
  readonly steadySince: number | null;
  /** Null under `direct`: nothing is synced in batches. */
  readonly syncMs: number | null;
  /** When one of the syncs begins; null: not known. */
  readonly syncAt: number | null;
  /** The workload's pace, where nothing is synced. */
  readonly turnMs: number;
  readonly mostMs: number;
  /** When samples are taken. */
  readonly samples: WindowEdges;
}

/** For what is counted as it happens: statements, latencies. Rows of half an interval are in the first sync: left out. */
export function chooseCountWindow(load: Load): ChosenWindow {
  const leaveOutMs = load.syncMs === null ? 0 : load.syncMs / 2;
  return chooseWindow({ ...load, leaveOutMs, unitMs: load.syncMs ?? load.turnMs, edges: edgesOf(load) });
}

export interface CheckpointCycles {
  readonly checkpointMs: number;
  /** Oldest first; those before the strategy was steady may be among them. */
  readonly startedAt: readonly number[];
}

/**
 * For what follows the cycle of checkpoints: pages, WAL, images, the share of time. The one that runs at a switch and the one
 * after it still write pages from before, so the window begins with the second that starts after it, two timeouts at the most.
 */
export function chooseCycleWindow(load: Load, { checkpointMs, startedAt }: CheckpointCycles): ChosenWindow {
  const { steadySince, syncMs } = load;
  const second = steadySince === null ? undefined : startedAt.filter((at) => at > steadySince)[1];
  const leaveOutMs =
    second === undefined ? 2 * checkpointMs : Math.min(second - steadySince!, 2 * checkpointMs);
  return chooseWindow({
    ...load,
    leaveOutMs,
    unitMs: cycleUnitMs(checkpointMs, syncMs),
    edges: edgesOf(load),
  });
}

/** Halfway between two syncs, so that no window cuts one in two. */
function edgesOf({ now, steadySince, syncMs, syncAt, samples }: Load): WindowEdges {
  if (syncMs === null) return samples;
  return { at: floorTo((syncAt ?? steadySince ?? now) + syncMs / 2, samples), everyMs: syncMs };
}

/** Syncs and checkpoints as much as this out of step count as in step. */
const TOLERANCE = 0.05;
const MAX_CYCLES = 10;

/**
 * The shortest time of whole checkpoint cycles and whole sync cycles; null for `syncMs`: nothing is synced. Where a
 * checkpoint comes about as often as a sync, the checkpoints alternate between one sync more and one less: two cycles.
 */
export function cycleUnitMs(checkpointMs: number, syncMs: number | null): number {
  if (syncMs === null) return checkpointMs;
  const cycles = Array.from({ length: MAX_CYCLES }, (_, i) => i + 1);
  const inStep = cycles.find((count) => {
    const syncs = (count * checkpointMs) / syncMs;
    return Math.round(syncs) > 0 && Math.abs(syncs - Math.round(syncs)) <= TOLERANCE * Math.round(syncs);
  });
  const count = inStep ?? MAX_CYCLES;
  const syncs = Math.max(1, Math.round((count * checkpointMs) / syncMs));
  return count === 1 && syncs === 1 ? 2 * syncMs : syncs * syncMs;
}

const floorTo = (time: number, { at, everyMs }: WindowEdges): number =>
  at + Math.floor((time - at) / everyMs) * everyMs;
const ceilTo = (time: number, { at, everyMs }: WindowEdges): number =>
  at + Math.ceil((time - at) / everyMs) * everyMs;
