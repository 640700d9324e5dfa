import type { Simulation } from './spans.ts';
import { expectTouched } from './structures.ts';

/** autovacuum_vacuum_scale_factor: dead rows, as a share of the table, after which vacuum clears them away. */
const VACUUM_SHARE = 0.2;

/**
 * Rows that found no room on their page and moved to another one, from the first redo up to a moment. A page keeps a line
 * pointer of 4 bytes for each version that an index still points to, until vacuum (heap_page_prune leaves LP_DEAD), so the
 * place of a row wears out: of x versions on a page, max(0, x/m − 1) had to go elsewhere, m fitted. Rows that are updated
 * again and again move most; merged, they hardly do.
 */
export function createMoves(
  simulation: Simulation,
  secondsSinceVacuum: number | null,
): (second: number) => number {
  const { workload, constants, shape } = simulation;
  const heap = shape.structures.find(({ kind }) => kind === 'heap');
  if (workload.strategy === 'hybrid-split' || heap === undefined || shape.inTurn) return () => 0;
  const isDirect = workload.strategy === 'direct';
  const perInterval = {
    updates: workload.updatesPerSecond * (isDirect ? 1 : workload.syncIntervalSeconds),
    entries: 0,
    indexed: 1,
  };
  // Versions a second on a page of each class.
  const rates = heap.classes.map((page) =>
    isDirect
      ? page.share * perInterval.updates
      : expectTouched(heap, page, perInterval, null) / workload.syncIntervalSeconds,
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
  // Vacuum after vacuum: as many a second as come between two of them.
  const perSecond = heap.classes.reduce((sum, { pages }, c) => sum + pages * rates[c]!, 0);
  const between = perSecond <= 0 ? Infinity : (VACUUM_SHARE * workload.rows) / perSecond;
  const moved = between === Infinity ? 0 : movedAfter(between) / between;
  return (second) => moved * second;
}
