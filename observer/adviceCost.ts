import { formatBytes, formatSeconds } from '../domain/format.ts';
import type { CheckpointRecord } from '../domain/checkpoints.ts';
import type { SettingChange } from '../domain/platforms.ts';
import type { CheckpointSettings, WalKept } from '../domain/postgres.ts';
import {
  estimateReplayRate,
  recoverySeconds,
  type ReplayRate,
  worstWalSinceRedo,
} from '../model/recovery.ts';

export interface CostFacts {
  readonly records: readonly CheckpointRecord[];
  readonly settings: CheckpointSettings;
  /** Null where it was not read. */
  readonly walKept: WalKept | null;
}

/** What rarer checkpoints cost: how long a crash recovery takes at worst, and how much disk WAL takes. Undefined: nothing. */
export function describeCost(changes: readonly SettingChange[], facts: CostFacts): string | undefined {
  const after = applyChanges(facts.settings, changes);
  const walBytesPerSecond = findWalRate(facts.records);
  const [now, then] = [facts.settings, after].map((settings) =>
    worstWalSinceRedo({ ...settings, walBytesPerSecond }),
  ) as [number, number];
  if (then <= now && after.maxWalSizeBytes <= facts.settings.maxWalSizeBytes) return undefined;
  const seen = listRecoveries(facts.records);
  const [rateNow, rateThen] = [now, then].map((bytes) => estimateReplayRate(seen, bytes)) as [
    ReplayRate,
    ReplayRate,
  ];
  const recovery = `A crash then replays up to ${formatBytes(then)} of WAL, about ${formatSeconds(recoverySeconds(then, rateThen))} (now ${formatBytes(now)}, ${formatSeconds(recoverySeconds(now, rateNow))}) at ${describeRate(rateThen)}`;
  return `${recovery}. ${describeDisk(facts, after)}`;
}

/** WAL and seconds of each crash recovery that was seen. */
export const listRecoveries = (records: readonly CheckpointRecord[]) =>
  records.flatMap(({ recoverySeconds: seconds, walDistanceBytes: walBytes }) =>
    seconds == null || walBytes === null ? [] : [{ seconds, walBytes }],
  );

function describeRate({ bytesPerSecond, from }: ReplayRate): string {
  const rate = `${formatBytes(bytesPerSecond)}/s`;
  return from === null
    ? `${rate}, which is a guess: no recovery of this server was seen`
    : `${rate}, as in the recovery of ${formatBytes(from.walBytes)} that was seen here`;
}

function describeDisk({ settings, walKept }: CostFacts, after: CheckpointSettings): string {
  const { maxWalSizeBytes } = after;
  const more = maxWalSizeBytes - settings.maxWalSizeBytes;
  const disk =
    more > 0
      ? `WAL takes up to ${formatBytes(maxWalSizeBytes)} of disk, ${formatBytes(more)} more than now`
      : `WAL still takes up to ${formatBytes(maxWalSizeBytes)} of disk`;
  return walKept === null
    ? `${disk}; what replication slots keep is not known`
    : `${disk}${describeKept(walKept)}`;
}

function describeKept({ keepBytes, slots, slotBytes, slotLimitBytes }: WalKept): string {
  const kept = keepBytes > 0 ? `; wal_keep_size keeps ${formatBytes(keepBytes)}` : '';
  if (slots === 0) return `${kept}; no replication slot keeps any`;
  const limit =
    slotLimitBytes === null
      ? 'without a limit (max_slot_wal_keep_size)'
      : `up to ${formatBytes(slotLimitBytes)}`;
  const keeps = slots === 1 ? 'slot keeps' : 'slots keep';
  return `${kept}; ${slots} replication ${keeps} ${formatBytes(slotBytes)} now, ${limit}`;
}

function applyChanges(settings: CheckpointSettings, changes: readonly SettingChange[]): CheckpointSettings {
  let changed = settings;
  for (const change of changes) {
    if (change.name === 'max_wal_size')
      changed = { ...changed, maxWalSizeBytes: change.megabytes * 1024 ** 2 };
    if (change.name === 'checkpoint_timeout')
      changed = { ...changed, checkpointTimeoutSeconds: change.seconds };
  }
  return changed;
}

/** The fastest from one redo point to the next; null where no two checkpoints in a row were seen. */
function findWalRate(records: readonly CheckpointRecord[]): number | null {
  const rates = records.slice(1).flatMap((record, i) => {
    const seconds = (record.startedAt - records[i]!.startedAt) / 1_000;
    const { walDistanceBytes, recoverySeconds: recovered } = record;
    return seconds > 0 && walDistanceBytes !== null && recovered == null ? [walDistanceBytes / seconds] : [];
  });
  return rates.length === 0 ? null : Math.max(...rates);
}
