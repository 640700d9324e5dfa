import type { CheckpointerSample } from '../../domain/postgres.ts';

/** Pages that neither the checkpointer nor vacuum wrote, cumulative: they may be ones that a checkpoint has still to write. */
export function countOthersPages({ pageWrites }: CheckpointerSample): number {
  return (pageWrites.bgwriter ?? 0) + (pageWrites.backends ?? 0);
}
