import type { ServerFacts } from './postgres.ts';

/** Relations that a checkpoint's record names, and the share of its pages that each has at least; others are summed up. */
export const MAX_RELATIONS = 10;
export const MIN_RELATION_SHARE = 0.005;

/** Rows that changed in one table since the checkpoint before began, and what the table is like. */
export interface TableActivity {
  readonly inserts: number;
  readonly updates: number;
  /** Updates that changed no index (heap-only tuples). */
  readonly hotUpdates: number;
  /** Updates whose new version went to another page; null before PostgreSQL 16. */
  readonly newPageUpdates: number | null;
  readonly deletes: number;
  readonly fillfactor: number;
  /** Pages of its heap by the planner's estimate; null where it has none yet. */
  readonly heapPages: number | null;
}

/** One table with its indexes, its TOAST and its partitions, or all of another database. */
export interface RelationPages {
  /** schema.table, quoted where needed; null: all of another database. */
  readonly table: string | null;
  /** Null: the connected one, and the catalogs that all databases share. */
  readonly database: string | null;
  /** All of it. */
  readonly pages: number;
  /** Of them in indexes; null where that is not known. */
  readonly indexPages: number | null;
  /** Of them in TOAST and its index; null where that is not known. */
  readonly toastPages: number | null;
  /** Absent where the statistics do not have it. */
  readonly activity?: TableActivity;
}

/** Why pages were not counted. `not-seen`: the checkpoint was over before it was seen to run, or ran before observation began. */
export type NotCounted =
  | Exclude<ServerFacts['dirtyPages'], 'summary' | 'view'>
  | 'too-costly'
  | 'not-seen'
  | 'refused';

/** Which tables a checkpoint found dirty in shared buffers when it began. */
export interface CheckpointRelations {
  /** `estimated`: the shares follow from the rows that changed; they add up to the pages that the checkpoint wrote. */
  readonly source: 'counted' | 'estimated';
  /** Null where they were counted. */
  readonly notCounted: NotCounted | null;
  /** All pages, named or not. */
  readonly pages: number;
  /** The largest first: at most MAX_RELATIONS, each with MIN_RELATION_SHARE or more. */
  readonly top: readonly RelationPages[];
  /** Of further relations that have a name. */
  readonly otherPages: number;
  /** Of relations without a name to this role, such as one whose transaction has not committed; null: an estimate has no way to know. */
  readonly notVisiblePages: number | null;
}

export const nameRelation = ({ table, database }: Pick<RelationPages, 'table' | 'database'>): string =>
  table ?? `database ${database}`;
