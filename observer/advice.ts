import type { Advice } from '../domain/advice.ts';
import type { CheckpointSettings, WalKept } from '../domain/postgres.ts';
import { describeCost } from './adviceCost.ts';
import type { TableHeat } from './statements/readTableHeat.ts';
import {
  describeChanges,
  describePlatform,
  findOwnStorage,
  type PlatformName,
  type SettingChange,
} from '../domain/platforms.ts';
import { PROFILES } from '../domain/profiles.ts';
import { median } from '../domain/statistics.ts';
import { formatBytes, formatCount } from '../domain/format.ts';
import { kneeBuffers, plateauSeconds } from '../model/pacing.ts';
import { walTriggerBytes } from '../model/walTrigger.ts';
import type { CheckpointRecord } from '../domain/checkpoints.ts';

export interface AdviceFacts {
  /** Newest last. */
  readonly records: readonly CheckpointRecord[];
  readonly settings: CheckpointSettings;
  /** As in ServerFacts: each has commands of its own. */
  readonly platforms: readonly PlatformName[];
  /** What the tables gained while it was observed, or since their statistics were reset. */
  readonly tables: readonly TableHeat[];
  /** Since the server's WAL statistics were reset; null on a standby, as in CheckpointerSample. */
  readonly walBytes: number | null;
  readonly fullPageImages: number | null;
  /** Null before 19, which does not count them. */
  readonly fullPageImageBytes?: number | null | undefined;
  /** Null or absent where it was not read. */
  readonly walKept?: WalKept | null;
}

const GIB = 1024 ** 3;
/** A longer interval than this is nobody's advice. */
const MAX_TIMEOUT_SECONDS = 3_600;
const LONG_SYNC_SECONDS = 5;
const FEW_PAGES = 5;
const LITTLE_WAL_BYTES = 64 * 1024;
/** Before 19: an image of a page without compression, its hole left out; 8 kB at the most. */
const IMAGE_BYTES = 7_000;

/** Advice from what was measured; without a measurement there is none. */
export function createAdvice(facts: AdviceFacts): Advice[] {
  const ownStorage = findOwnStorage(facts.platforms);
  const onCheckpoints =
    ownStorage === undefined ? adviseOnCheckpoints(facts) : [explainOwnStorage(ownStorage)];
  return [...onCheckpoints, ...facts.tables.map(adviseOnTable)].filter((advice) => advice !== null);
}

function adviseOnCheckpoints(facts: AdviceFacts): (Advice | null)[] {
  const made = facts.records.filter((record) => !record.skipped);
  return [
    adviseOnWal(made, facts),
    adviseOnImages(facts),
    adviseOnPlateau(made, facts),
    adviseOnSync(made, facts),
    adviseOnTrifles(made),
  ];
}

/** There is nothing to set: whatever PostgreSQL counts there, no page is written to a disk by it. */
function explainOwnStorage(platform: PlatformName): Advice {
  return {
    id: 'own-storage',
    title: 'This storage has no such checkpoints',
    evidence: `${describePlatform(platform)} makes pages from WAL in its storage, so a checkpoint writes none to it: the times and pages shown here say nothing about the storage, and checkpoint settings change nothing. Less WAL still costs less`,
    statements: [],
  };
}

function adviseOnWal(made: readonly CheckpointRecord[], facts: AdviceFacts): Advice | null {
  const { settings } = facts;
  const isForced = ({ cause, causes = [cause] }: CheckpointRecord): boolean => causes.includes('wal');
  const forced = made.filter(isForced);
  if (forced.length < 2 || forced.length * 4 < made.length) return null;
  const longest = Math.max(...forced.map((record) => (record.walDistanceBytes ?? 0) / record.merged));
  const { mostBytes } = walTriggerBytes(settings);
  const gaps = made.slice(1).flatMap((record, i) => {
    return isForced(record) ? [(record.startedAt - made[i]!.startedAt) / 1_000 / record.merged] : [];
  });
  const gapSeconds = Math.max(1, Math.min(...gaps));
  const perSecond = mostBytes / gapSeconds;
  const wanted = 1.5 * perSecond * settings.checkpointTimeoutSeconds * (1 + settings.completionTarget);
  const least = Math.floor(settings.maxWalSizeBytes / GIB) + 1;
  const size = Math.max(least, Math.min(64, Math.ceil(wanted / GIB)));
  return {
    id: 'wal-forced',
    title: 'WAL forces checkpoints before their time',
    evidence: `${forced.length} of the last ${made.length} were forced by WAL, up to ${formatBytes(longest)} apart; max_wal_size ${formatBytes(settings.maxWalSizeBytes)} forces one every ${formatBytes(mostBytes)}`,
    ...proposeRarer([{ name: 'max_wal_size', megabytes: size * 1_024 }], facts),
  };
}

function adviseOnImages(facts: AdviceFacts): Advice | null {
  const { walBytes, fullPageImages, fullPageImageBytes, settings } = facts;
  if (walBytes === null || fullPageImages === null) return null;
  const imageBytes = fullPageImageBytes ?? fullPageImages * IMAGE_BYTES;
  const share = walBytes === 0 ? 0 : imageBytes / walBytes;
  const about = fullPageImageBytes == null ? 'about ' : '';
  const isCompressed = settings.walCompression !== 'off';
  if (share < 0.5 || fullPageImages < 1_000 || isCompressed) return null;
  return {
    id: 'full-page-images',
    title: 'Most of the WAL is page images',
    evidence: `${formatCount(fullPageImages)} full-page images, ${about}${Math.min(100, Math.round(share * 100))} % of ${formatBytes(walBytes)} of WAL since its statistics were reset: each page is logged whole once per checkpoint`,
    ...proposeRarer(
      [
        ...lengthenTimeout(settings, PROFILES.calm.checkpointTimeoutSeconds),
        { name: 'wal_compression', on: true },
      ],
      facts,
    ),
  };
}

function adviseOnPlateau(made: readonly CheckpointRecord[], facts: AdviceFacts): Advice | null {
  const { settings } = facts;
  const knee = kneeBuffers(settings);
  const above = made.filter((record) => (record.buffers ?? 0) / record.merged >= knee);
  if (above.length < 3 || above.length * 2 < made.length) return null;
  const pages = median(above.map((record) => (record.buffers ?? 0) / record.merged))!;
  return {
    id: 'plateau',
    title: 'The duration says nothing here: it is the plan',
    evidence: `${above.length} of ${made.length} wrote ${formatCount(pages)} pages (median), above the knee of ${knee}: PostgreSQL spreads them over ${plateauSeconds(settings)} s whatever the disk. Fewer dirty pages shorten it, or a longer interval makes it rarer`,
    ...proposeRarer(lengthenTimeout(settings, 0), facts),
  };
}

function adviseOnSync(made: readonly CheckpointRecord[], { platforms }: AdviceFacts): Advice | null {
  const slow = made.filter((record) => (record.syncSeconds ?? 0) > LONG_SYNC_SECONDS);
  if (slow.length === 0) return null;
  const longest = Math.max(...slow.map((record) => record.syncSeconds ?? 0));
  return {
    id: 'slow-sync',
    title: 'Flushing to disk is slow',
    evidence: `${slow.length} of ${made.length} took more than ${LONG_SYNC_SECONDS} s to sync, ${longest.toFixed(1)} s at the most: the storage, not the pacing`,
    statements: describeChanges(platforms, [{ name: 'checkpoint_flush_after', kilobytes: 256 }]),
  };
}

function adviseOnTrifles(made: readonly CheckpointRecord[]): Advice | null {
  const last = made.slice(-5);
  const isTrifle = (record: CheckpointRecord): boolean =>
    record.cause === 'time' &&
    (record.buffers ?? Infinity) <= FEW_PAGES &&
    (record.walDistanceBytes ?? Infinity) <= LITTLE_WAL_BYTES;
  if (last.length < 5 || !last.every(isTrifle)) return null;
  return {
    id: 'forced-by-trifles',
    title: 'Something writes a little in every interval',
    evidence: `The last five checkpoints wrote at most ${Math.max(...last.map((r) => r.buffers ?? 0))} pages and came every interval: an idle server skips them. Often a monitor that writes, or calls pg_current_xact_id()`,
    statements: [
      `SELECT application_name, usename, backend_xid, query FROM pg_stat_activity WHERE backend_type = 'client backend' ORDER BY query_start DESC;`,
    ],
  };
}

function adviseOnTable(heat: TableHeat): Advice | null {
  const hot = heat.hotUpdates / heat.updates;
  if (heat.updates < 1_000 || hot >= 0.5 || heat.indexes < 2) return null;
  return {
    id: 'hot-indexed-columns',
    title: `Updates of ${heat.table} change its indexes`,
    evidence: `${Math.round(hot * 100)} % of ${formatCount(heat.updates)} updates were heap-only; the others dirtied pages of up to ${heat.indexes} indexes. Look for an index on a column that changes all the time, or make room on the page (fillfactor is ${heat.fillfactor})`,
    statements: [
      `SELECT indexrelname, idx_scan, pg_size_pretty(pg_relation_size(indexrelid)) FROM pg_stat_user_indexes WHERE relid = '${heat.table.replaceAll("'", "''")}'::regclass ORDER BY idx_scan;`,
      ...(heat.fillfactor > 90 ? [`ALTER TABLE ${heat.table} SET (fillfactor = 85);`] : []),
    ],
  };
}

/** The statements, and what they cost. */
function proposeRarer(
  changes: readonly SettingChange[],
  facts: AdviceFacts,
): Pick<Advice, 'statements' | 'cost'> {
  const cost = describeCost(changes, { ...facts, walKept: facts.walKept ?? null });
  return { statements: describeChanges(facts.platforms, changes), ...(cost !== undefined && { cost }) };
}

/** Three times as long; nothing where it is long already. */
function lengthenTimeout(
  { checkpointTimeoutSeconds }: CheckpointSettings,
  leastSeconds: number,
): SettingChange[] {
  if (checkpointTimeoutSeconds >= MAX_TIMEOUT_SECONDS) return [];
  const longer = Math.min(MAX_TIMEOUT_SECONDS, Math.max(leastSeconds, checkpointTimeoutSeconds * 3));
  return [{ name: 'checkpoint_timeout', seconds: longer }];
}
