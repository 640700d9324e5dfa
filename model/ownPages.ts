/**
 * How many of the pages that are dirty when a checkpoint starts it writes itself, where others (background writer and
 * backends) write `othersPages` dirty pages while it runs: each of them is as likely to be one that it still has to write as
 * any other dirty page. A page that others wrote first still costs its nap (bufmgr.c, BufferSync: the flag
 * BM_CHECKPOINT_NEEDED goes with any write), so the write time stays. What vacuum writes does not count: pages that it has
 * just dirtied itself. `from`: of the phase, the share that is over already, 0 to 1.
 */
export function ownPages(input: {
  readonly dirtyPages: number;
  readonly othersPages: number;
  readonly from?: number;
}): number {
  const { dirtyPages, othersPages, from = 0 } = input;
  if (dirtyPages <= 0) return 0;
  const turnover = Math.max(0, othersPages) / dirtyPages;
  if (turnover < 1e-6) return dirtyPages * (1 - from);
  return (dirtyPages * (Math.exp(-turnover * from) - Math.exp(-turnover))) / turnover;
}
