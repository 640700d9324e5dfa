/**
 * How many of the pages that are dirty when a checkpoint starts it writes itself, where background writer and backends
 * write dirty pages while it runs: any dirty page is equally likely to be theirs, whether the checkpoint still has to write it or not.
 * `turnover`: how often they would write all that is dirty in that time. A page that others wrote first still costs its nap
 * (bufmgr.c, BufferSync: the flag BM_CHECKPOINT_NEEDED goes with any write), so the write time stays. `from`: of the phase,
 * the share that is over already, 0 to 1.
 */
export function ownPages(input: {
  readonly dirtyPages: number;
  readonly turnover: number;
  readonly from?: number;
}): number {
  const { dirtyPages, turnover, from = 0 } = input;
  if (turnover < MIN_TURNOVER) return dirtyPages * (1 - from);
  return (dirtyPages * (Math.exp(-turnover * from) - Math.exp(-turnover))) / turnover;
}

/** The turnover by which a checkpoint wrote this share of the pages that were dirty at its start. */
export function turnoverOf(ownShare: number): number {
  if (ownShare >= 1) return 0;
  let [low, high] = [0, 1 / Math.max(ownShare, 1 / MAX_TURNOVER)];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (ownPages({ dirtyPages: 1, turnover: middle }) > ownShare) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Below it nobody else writes, and beyond the other nobody else is left. */
const MIN_TURNOVER = 1e-6;
const MAX_TURNOVER = 100;
/** Until a double is exact. */
const BISECTIONS = 60;
