import type { Simulation } from './spans.ts';
import { expectTouched } from './structures.ts';

/** autovacuum_vacuum_scale_factor: dead rows, as a share of the table, after which vacuum clears them away. */
const VACUUM_SHARE = 0.2;

/**
 * Rows that found no room on their page and moved to another one, from the first redo up to a moment. A page keeps a line
 * pointer of 4 bytes for each version that an index still points to, until vacuum (heap_page_prune leaves LP_DEAD), and
 * versions differ in size: so the place that one row had wears out after m versions, m fitted, and of x versions on a page
 * max(0, x/m − 1) went elsewhere. Rows that are updated again and again move most; merged, they hardly do.
 *
 * @param secondsSinceVacuum before the first redo, and none comes after; null: autovacuum comes as often as it has to
 */
export function createMoves(
  simulation: Simulation,
  secondsSinceVacuum: number | null,
): (second: number) => number {
  const { workload, constants, shape } = simulation;
  const heap = shape.structures.find(({ kind }) => kind === 'heap');
  // In turn, rows were not seen to move: docs/experiments/incident.md has the pages of the indexes and no more.
  if (heap === undefined || workload.strategy === 'hybrid-split' || shape.inTurn) return () => 0;
  const isDirect = workload.strategy === 'direct';
  const touches = {
    updates: workload.updatesPerSecond * (isDirect ? 1 : workload.syncIntervalSeconds),
    entries: 0,
    indexed: 1,
  };
  // Versions a second on a page of each class.
  const rates = heap.classes.map((page) =>
    isDirect
      ? page.share * touches.updates
      : expectTouched(heap, page, touches, null) / workload.syncIntervalSeconds,
  );
  const movedAfter = (seconds: number): number =>
    heap.classes.reduce(
      (sum, { pages }, c) => sum + pages * Math.max(0, (rates[c]! * seconds) / constants.versionsPerRoom - 1),
      0,
    );
  if (secondsSinceVacuum !== null) {
    const before = movedAfter(secondsSinceVacuum);
    return (second) => movedAfter(secondsSinceVacuum + second) - before;
  }
  const perSecond = heap.classes.reduce((sum, { pages }, c) => sum + pages * rates[c]!, 0);
  if (perSecond <= 0) return () => 0;
  const between = (VACUUM_SHARE * workload.rows) / perSecond;
  const moved = movedAfter(between) / between;
  return (second) => moved * second;
}
