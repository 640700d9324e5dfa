import type { Advice } from '../domain/advice.ts';
import type { TokenView, MutableColumns } from '../domain/tokenColumns.ts';
import type { CheckpointSettings } from '../domain/postgres.ts';
import type { HistoryEvent, HistorySample, SyncReport } from '../domain/history.ts';
import type { MarkEvent } from '../domain/marks.ts';
import type { Figures } from '../domain/figures.ts';
import type { ObserverView } from '../domain/observerView.ts';
import type { ProfileName } from '../domain/profiles.ts';
import type { NextCheckpoint, ObservedCheckpoint, RunningCheckpoint } from '../domain/checkpoints.ts';
import type { Figure } from '../domain/figure.ts';
import type { StrategyName } from '../domain/strategies.ts';

/** Times are ms since the epoch throughout; "per hour" is per hour of workload time unless the name says wall. */

/** Each part is judged by its own answers. `unknown`: what it reports through does not respond, or it never ran. */
export interface PartHealth {
  readonly state: 'up' | 'down' | 'unknown';
  /** Says in one sentence what is wrong and what follows from it; never an address, a password or a database's message. */
  readonly detail: string;
  readonly version: string | null;
  /** Ms: the last answer before it stopped to respond; null while it responds, and where it never did. */
  readonly since: number | null;
  /** SQLSTATE or the system's code while it does not respond. */
  readonly code: string | null;
}

export interface WorkerHealth extends PartHealth {
  /** Null before a worker has ever run. */
  readonly lastSeenAt: number | null;
  readonly startedAt: number | null;
  readonly source: string | null;
  readonly preset: string | null;
  readonly timeScale: number | null;
  readonly syncIntervalMs: number | null;
}

/** How old figures are, by where they come from: ms by this server's clock; null where nothing came yet. */
export interface AsOf {
  readonly postgres: number | null;
  readonly redis: number | null;
  /** The worker's last report: the buffer, writes, latencies. */
  readonly worker: number | null;
  /** PostgreSQL's last answer to the worker: checkpoints, WAL, pages. */
  readonly observer: number | null;
}

export type Source = keyof AsOf;

/** The system of this dashboard. Only a pipeline's pages and procedures show, and answer, what belongs to a pipeline. */
export interface System {
  readonly pipeline: boolean;
  /** The name of the server that is watched; null: the pipeline's own. */
  readonly server: string | null;
  /** All that are watched. */
  readonly servers: readonly string[];
  /** Whether there is a Redis in which buffers may be. */
  readonly buffers: boolean;
}

/** Everything the overview shows besides its charts; the live stream brings a new one each second. */
export interface Overview {
  readonly at: number;
  readonly system: System;
  readonly worker: WorkerHealth;
  readonly redis: PartHealth;
  readonly postgres: PartHealth;
  readonly strategy: {
    /** Null before the first start, and while PostgreSQL is away. */
    readonly active: StrategyName | null;
    /** Differs from `active` while a switch is under way. */
    readonly asked: StrategyName | null;
    /** Rows that still wait although `direct` is active; null: not known. */
    readonly draining: number | null;
  };
  readonly profile: {
    /** True where this dashboard may change settings: the embedded server only. */
    readonly changeable: boolean;
    /** Null where the settings are neither profile's. */
    readonly current: ProfileName | null;
    /** The active settings; null while PostgreSQL is away. */
    readonly settings: CheckpointSettings | null;
    /** The statements for each profile, to run by hand. */
    readonly statements: Readonly<Record<ProfileName, readonly string[]>>;
  };
  readonly mayCheckpoint: boolean;
  readonly asOf: AsOf;
  /** The observer's view: the running checkpoint, the next, settings, what is missing. Null before a worker ran. */
  readonly view: ObserverView | null;
  /** Possible improvements, the worst first; none where nothing was measured, and beside a pipeline. */
  readonly advice: readonly Advice[];
  /** The newest sample of the history; null if there is none of the last 15 s. */
  readonly sample: HistorySample | null;
  /** Figures of the tiles; null: not known. */
  readonly figures: Figures | null;
}

/** One of several watched servers. */
export interface ServerRow {
  readonly name: string;
  readonly postgres: PartHealth;
  /** Null: not known. */
  readonly isStandby: boolean | null;
  /** The last checkpoint that was not skipped; null: none was seen. */
  readonly last: Pick<ObservedCheckpoint, 'startedAt' | 'cause' | 'inferred'> | null;
  readonly running: RunningCheckpoint | null;
  readonly next: NextCheckpoint | null;
  readonly walBytesPerHour: Figure;
  /** WAL since a checkpoint's start that forces the next; null: not known. */
  readonly walTriggerBytes: number | null;
  readonly checkpointShare: Figure;
  readonly worstAdvice: Advice | null;
}

/** One success criterion of the fix, judged on what is measured. */
export interface Criterion {
  readonly id: string;
  readonly title: string;
  /** In words, such as "≤ 50 writes an hour". */
  readonly target: string;
  readonly measured: string;
  /** Null: cannot be judged now (too early, or not at this time scale); `reason` says why. */
  readonly passed: boolean | null;
  readonly reason: string;
}

/** Each newest first. */
export interface EventLists<Checkpoint> {
  readonly checkpoints: readonly Checkpoint[];
  readonly syncs: readonly HistoryEvent<SyncReport>[];
  readonly marks: readonly MarkEvent[];
}

export type HistoryEvents = EventLists<ObservedCheckpoint>;

/** The fields of a checkpoint that a chart draws. */
export type CheckpointMark = Pick<
  ObservedCheckpoint,
  'id' | 'cause' | 'startedAt' | 'endedAt' | 'skipped' | 'merged' | 'buffers' | 'writeSeconds' | 'predicted'
>;

/** How much of a kind a range holds, and what of it is in the answer. */
export interface Coverage {
  readonly found: number;
  readonly kept: number;
  /** Ms; null where nothing of the range can have been dropped: before it the history may have held more. */
  readonly since: number | null;
}

/** Events as charts draw them: where they are closer than the pixels, the largest ones. */
export interface HistoryMarks extends EventLists<CheckpointMark> {
  /** For each bucket of this width the largest and the longest are kept. */
  readonly widthMs: number;
  /** Each checkpoint that the clock did not start is kept. */
  readonly everyUnplanned: boolean;
  readonly coverage: Readonly<Record<'checkpoints' | 'syncs' | 'marks', Coverage>>;
}

export interface HistorySamples {
  /** Width of a bucket: a larger distance between two samples is a gap. */
  readonly widthMs: number;
  readonly samples: readonly HistorySample[];
}

/** One message of the live stream. */
export interface LiveTick {
  readonly overview: Overview;
  /** Samples since the last tick, oldest first (after a reconnect: since the last one received, 2 min at the most). */
  readonly samples: readonly HistorySample[];
  readonly events: HistoryEvents;
  /** True where more was missed than the tick holds: read the history again. */
  readonly missed: boolean;
}

export interface FeedToken extends TokenView {
  /** When the oldest value that still waits in the buffer came; null: everything is in the database. */
  readonly bufferedSince: number | null;
  /** The groups of columns that are buffered. */
  readonly bufferedGroups: readonly string[];
}

export interface FeedPage {
  readonly tokens: readonly FeedToken[];
  /** Hand it back for the next page; null at the end. */
  readonly nextCursor: string | null;
}

export interface PricePoint {
  readonly at: number;
  readonly priceUsd: string | null;
}

export interface WaitingEntry {
  readonly mint: string;
  readonly dirtySince: number;
  readonly updates: number;
  readonly columns: MutableColumns;
}

export interface ParkedEntry extends WaitingEntry {
  readonly attempts: number;
  readonly nextTryAt: number;
}

export interface DeadRow {
  readonly id: string;
  readonly mint: string;
  /** SQLSTATE. */
  readonly code: string;
  readonly reason: string;
  readonly diedAt: number;
  readonly payload: MutableColumns;
  /** The row as it is now; null: missing. */
  readonly current: TokenView | null | 'not-known';
}

/** One table of a buffer of breakwater-buffer, in any application. */
export interface ApplicationTable {
  readonly buffer: string;
  readonly table: string;
  /** Rows. */
  readonly waiting: number;
  /** Ms: since when the oldest of them waits; null: none does. */
  readonly oldestSince: number | null;
  readonly parked: number;
  readonly dead: number;
  /** Updates. */
  readonly accepted: number;
  /** Rows, each as often as it was written. */
  readonly written: number;
  readonly imbalance: number;
  readonly letters: readonly {
    readonly id: string;
    readonly code: string;
    readonly reason: string;
    readonly diedAt: number;
  }[];
}

export interface BufferPage {
  readonly counts: { readonly waiting: number; readonly parked: number; readonly dead: number };
  /** When the sync is to run next; null before a worker has scheduled it. Pressure may bring one before. */
  readonly nextSyncAt: number | null;
  /** Each oldest first. */
  readonly waiting: readonly WaitingEntry[];
  readonly parked: readonly ParkedEntry[];
  readonly dead: readonly DeadRow[];
}
