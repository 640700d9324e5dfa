import type { PageWrites } from './pageWriters.ts';
import type { PlatformName } from './platforms.ts';

/** BLCKSZ of every usual build. */
export const PAGE_BYTES = 8_192;

/** The oldest one that can be read. */
export const MIN_POSTGRES_MAJOR = 14;

/** What does not change while a server runs, and what this role may see. */
export interface ServerFacts {
  /** As server_version_num: 180004. */
  readonly serverVersion: number;
  readonly serverVersionName: string;
  /** Names the cluster: another one means that the address leads elsewhere now. */
  readonly systemIdentifier: string;
  readonly role: string;
  /** Whether wait events of other processes are shown (pg_monitor, or pg_read_all_stats). */
  readonly seesWaits: boolean;
  /** How dirty pages can be counted: by summary (16+), by the view, or not at all. */
  readonly dirtyPages: 'summary' | 'view' | 'extension-missing' | 'not-allowed' | 'unsafe-schema';
  /** The extension's own function or view that counts them, with its schema, quoted where needed. */
  readonly dirtySource: string | null;
  /** The extension's own view, which says whose pages they are; null where it may not be read, absent where an older worker wrote. */
  readonly dirtyView?: string | null;
  /** The view of pg_stat_statements, with its schema; null where it is missing or may not be read, absent as the former. */
  readonly statementsView?: string | null;
  readonly mayCheckpoint: boolean;
  /** Whether a pooler (PgBouncer, RDS Proxy …) hands over the statements; null where that was not asked. */
  readonly pooled: boolean | null;
  /** The managed platforms that it shows signs of, the one whose customer one is first; none: it is one's own. */
  readonly platforms: readonly PlatformName[];
}

/** Settings that steer checkpoints, in base units. */
export interface CheckpointSettings {
  readonly checkpointTimeoutSeconds: number;
  readonly completionTarget: number;
  readonly maxWalSizeBytes: number;
  readonly segmentBytes: number;
  readonly sharedBuffersPages: number;
  readonly fullPageWrites: boolean;
  readonly walCompression: string;
  readonly logCheckpoints: boolean;
}

/** What keeps WAL on the disk beside checkpoints. */
export interface WalKept {
  /** wal_keep_size */
  readonly keepBytes: number;
  /** max_slot_wal_keep_size; null: no limit. */
  readonly slotLimitBytes: number | null;
  /** Replication slots that keep WAL, and what the one that is farthest behind keeps now. */
  readonly slots: number;
  readonly slotBytes: number;
}

/** How far a standby is, beside the replayed position, which is walLsn. How far its primary is, only the primary knows. */
export interface Replay {
  /** Null where it does not stream: it restores from an archive, or its receiver has not begun. */
  readonly receivedLsn: number | null;
  /** When the last replayed transaction was committed, by the primary's clock; null where none was since the start. */
  readonly committedAt: number | null;
}

/** What the server shows of its checkpoints and WAL at one moment. Times in ms since the epoch, LSNs as byte positions. */
export interface CheckpointerSample {
  /** The server's clock. */
  readonly at: number;
  readonly postmasterStartedAt: number;
  readonly inRecovery: boolean;
  readonly timeline: number;
  /** Null where the counters were never reset. */
  readonly statsResetAt: number | null;
  /** Timed and requested starts (WAL requests some of these), skipped ones included. */
  readonly timed: number;
  readonly requested: number;
  /** Completed ones; null where the server does not count them (before 18; on a standby before 17). */
  readonly done: number | null;
  /** Cumulative; raised once per checkpoint, when it ends. */
  readonly writeMs: number;
  readonly syncMs: number;
  /** Cumulative; raised while a checkpoint writes. */
  readonly buffersWritten: number;
  readonly slruWritten: number | null;
  /** Of the last completed checkpoint. */
  readonly checkpointLsn: number;
  readonly redoLsn: number;
  /** When it started, in whole seconds. */
  readonly checkpointTime: number;
  /** Insert position; on a standby the replayed one. */
  readonly walLsn: number;
  /** Null on a standby, as are the three that follow: it replays WAL and writes none. */
  readonly walBytes: number | null;
  readonly walRecords: number | null;
  readonly fullPageImages: number | null;
  /** Null before 19, which counts only their number; absent where an older worker wrote. */
  readonly fullPageImageBytes?: number | null;
  /**
   * Rows inserted, updated and deleted in all databases, rolled back ones among them. Null on a standby, which changes none;
   * absent where an older worker wrote.
   */
  readonly rowChanges?: number | null;
  /** Null on a primary. */
  readonly replay: Replay | null;
  /** By all that write pages, not the checkpointer only. */
  readonly pageWrites: PageWrites;
  /** Of the checkpointer; null without pg_monitor, or while it is on the CPU. */
  readonly waitEvent: string | null;
}
