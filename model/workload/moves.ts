import { isSplit, isUnbuffered } from '../../domain/strategies.ts';
import type { Simulation } from './spans.ts';

/** autovacuum_vacuum_scale_factor: dead rows, as a share of the table, after which vacuum clears them away. */
const VACUUM_SHARE = 0.2;
const STEPS = 12;

/**
 * Rows that moved to another page, from the first redo up to a moment. On a page with room for one more row a row has two
 * places and takes them in turn, but each version that an index still points to leaves a line pointer of 4 bytes until
 * vacuum (heap_page_prune makes it LP_DEAD): after W versions or so the slack of the page is used up, W fitted. Then the
 * row goes into the hole of another page, has no second place there, and moves on with every update. When the holes are used up
 * (one a page), it comes to the table's end, where there is room enough, and stays. The chance to be on the move after x
 * versions is taken as 1 − e^(−(x/W)³). Rows whose updates are merged get few versions and hardly move.
 *
 * @param secondsSinceVacuum before the first redo, and none comes after; null: autovacuum comes as often as it has to
 */
export function createMoves(
  simulation: Simulation,
  secondsSinceVacuum: number | null,
): (second: number) => number {
  const { workload, constants, shape } = simulation;
  const heap = shape.structures.find(({ kind }) => kind === 'heap');
  if (heap === undefined || isSplit(workload.strategy)) return () => 0;
  const holes = heap.pages * workload.roomShare;
  const versions = listVersionRates(simulation);
  const movedAfter = (seconds: number): number => {
    const moves = versions.reduce(
      (sum, { rows, perSecond }) =>
        sum + rows * expectOnTheMove(perSecond * seconds, constants.versionsPerRoom),
      0,
    );
    return Math.min(moves, holes);
  };
  if (secondsSinceVacuum !== null) {
    const before = movedAfter(secondsSinceVacuum);
    return (second) => movedAfter(secondsSinceVacuum + second) - before;
  }
  const all = versions.reduce((sum, { rows, perSecond }) => sum + rows * perSecond, 0);
  if (all <= 0) return () => 0;
  const between = (VACUUM_SHARE * workload.rows) / all;
  const moved = movedAfter(between) / between;
  return (second) => moved * second;
}

/** Versions a second of a row of each group: one an update, or one a flush that it is in. */
function listVersionRates({ workload, shape }: Simulation) {
  const { strategy, updatesPerSecond, syncIntervalSeconds } = workload;
  return shape.groups.map(({ rows, share }) => {
    const updates = (share / rows) * updatesPerSecond;
    if (isUnbuffered(strategy)) return { rows, perSecond: updates };
    return { rows, perSecond: -Math.expm1(-updates * syncIntervalSeconds) / syncIntervalSeconds };
  });
}

/** For the x versions of a row, the number that came when it was on the move: ∫ 1 − e^(−(y/W)³) dy from 0 to x. */
function expectOnTheMove(versions: number, perRoom: number): number {
  let sum = 0;
  for (let step = 0; step < STEPS; step++) {
    const at = (versions * (step + 0.5)) / STEPS;
    sum -= Math.expm1(-((at / perRoom) ** 3));
  }
  return (sum * versions) / STEPS;
}
