import type { ShardKeys } from './keys.ts';
import { readCounters, type RunBufferScript } from './scripts.ts';

/**
 * Where every accepted update is: accepted = acknowledged + merged + pending + parked + dead + discarded.
 * Counts of updates (accepted, merged) and of entries (the others).
 */
export interface Ledger {
  readonly accepted: number;
  readonly merged: number;
  readonly acknowledged: number;
  readonly discarded: number;
  readonly pending: number;
  readonly parked: number;
  readonly dead: number;
  /** When the oldest entry became dirty, µs; null when nothing is dirty. */
  readonly oldestDirtyAt: number | null;
  /**
   * Updates that cannot be accounted for: what Redis counts against what it holds, and what this worker knows to be
   * accepted against what Redis remembers of it (a lost tail of Redis' log shows here).
   */
  readonly imbalance: number;
}

/** Reads one shard's ledger at one moment. */
export async function readShardLedger(
  run: RunBufferScript,
  keys: ShardKeys,
  producer: { readonly name: string; readonly accepted: () => number },
): Promise<Ledger> {
  const acceptedBefore = producer.accepted();
  const { counts, oldest } = await readCounters(run, keys, producer.name);
  const [accepted, merged, acknowledged, discarded, pending, parked, dead, mine] = counts as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const unaccounted = accepted - (merged + acknowledged + discarded + pending + parked + dead);
  // Puts may be counted in Redis whose reply is still on its way; only the opposite is a loss.
  const lostTail = Math.max(0, acceptedBefore - mine);
  return {
    accepted,
    merged,
    acknowledged,
    discarded,
    pending,
    parked,
    dead,
    oldestDirtyAt: oldest === '' ? null : Number(oldest),
    imbalance: Math.abs(unaccounted) + lostTail,
  };
}

/** The ledger of all shards together. */
export function addLedgers(ledgers: readonly Ledger[]): Ledger {
  const sum = (
    key: 'accepted' | 'merged' | 'acknowledged' | 'discarded' | 'pending' | 'parked' | 'dead' | 'imbalance',
  ) => ledgers.reduce((total, ledger) => total + ledger[key], 0);
  const oldest = ledgers.flatMap((ledger) => ledger.oldestDirtyAt ?? []);
  return {
    accepted: sum('accepted'),
    merged: sum('merged'),
    acknowledged: sum('acknowledged'),
    discarded: sum('discarded'),
    pending: sum('pending'),
    parked: sum('parked'),
    dead: sum('dead'),
    oldestDirtyAt: oldest.length === 0 ? null : Math.min(...oldest),
    imbalance: sum('imbalance'),
  };
}
