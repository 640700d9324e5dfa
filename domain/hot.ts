/** Tables that are judged: those with the most updates that were not HOT. */
export const MAX_HOT_TABLES = 50;

/** An index as the rule of heap-only tuples (HOT) takes it. Names are as SQL has them: with schema, quoted where needed. */
export interface HotIndex {
  readonly name: string;
  /** btree, gin, brin … */
  readonly method: string;
  /** True where updates that change it can be HOT: BRIN from PostgreSQL 16 on. */
  readonly isSummarizing: boolean;
  /** The table's columns that it depends on. */
  readonly columns: readonly HotIndexColumn[];
  /** As the last VACUUM or ANALYZE saw it; null before. */
  readonly bytes: number | null;
  readonly scans: number;
  readonly isUnique: boolean;
  /** True for a primary key, a unique or an exclusion constraint, and the replica identity. */
  readonly isConstraint: boolean;
  /** False for what a failed CREATE INDEX CONCURRENTLY leaves: nothing reads it, and updates change it all the same. */
  readonly isValid: boolean;
  /** Its parts are indexes of partitions. */
  readonly isPartitioned: boolean;
}

export interface HotIndexColumn {
  /** As it is, without quotes. */
  readonly name: string;
  readonly role: 'key' | 'include' | 'expression or condition';
}

/** A table with its partitions; counts are cumulative since the statistics were reset. */
export interface HotTable {
  /** schema.table, quoted where needed. */
  readonly table: string;
  /** The names under which statements may know it: its own and those of its partitions. */
  readonly names: readonly {
    readonly schema: string;
    readonly table: string;
    /** No other relation of the database is called so: then the schema can be left out. */
    readonly isOnly: boolean;
  }[];
  /** Where storage parameters are set: the table, or its partitions. */
  readonly leaves: readonly string[];
  /** A free name for a table beside it, with schema, quoted where needed. */
  readonly narrowName: string;
  readonly inserts: number;
  readonly updates: number;
  readonly hotUpdates: number;
  /** Updates whose new version went to another page, HOT ones never; null before PostgreSQL 16. */
  readonly newPageUpdates: number | null;
  readonly fillfactor: number;
  readonly columns: readonly HotColumn[];
  readonly indexes: readonly HotIndex[];
  /** A trigger before the update may change more columns than the statement sets. */
  readonly hasTrigger: boolean;
}

export interface HotColumn {
  readonly name: string;
  /** Quoted where needed. */
  readonly quoted: string;
  readonly type: string;
  readonly isPrimary: boolean;
  /** The columns from which it is generated; none for a usual column. */
  readonly generatedFrom: readonly string[];
}

/** A statement as pg_stat_statements has it: values are $1, $2 … */
export interface HotStatement {
  readonly queryId: string;
  readonly text: string;
  readonly calls: number;
  readonly rows: number;
}

/** The statements that may update rows, as far as they could be read. */
export interface UpdateStatements {
  readonly source: 'read' | 'extension-missing' | 'not-loaded' | 'not-allowed' | 'unsafe-schema';
  /** Most rows first. */
  readonly statements: readonly HotStatement[];
  /** Statements of other roles, whose text this role may not read. */
  readonly hidden: number;
  /** Statements beyond what is read at a time. */
  readonly leftOut: number;
  /** True where statements inside functions are counted, too (pg_stat_statements.track = all). */
  readonly nested: boolean;
}

/** How far the statements are known. */
export interface StatementsSeen extends Omit<UpdateStatements, 'statements' | 'leftOut'> {
  /** Statements beyond what is read at a time, or whose SET list could not be read for certain. */
  readonly unread: number;
}

/** The remedy: a sentence, and SQL to run. */
export interface HotAdvice {
  readonly text: string;
  readonly statements: readonly string[];
}

/** An index that keeps updates from being HOT. */
export interface HotPreventer {
  readonly index: string;
  readonly method: string;
  /** As the last VACUUM or ANALYZE saw it; null before. */
  readonly bytes: number | null;
  readonly scans: number;
  /** Those that the statements change; all of the index where it is only assumed. */
  readonly columns: readonly string[];
  /** The statements that set them, most rows first, each from its UPDATE on and cut; none where the index is only assumed. */
  readonly statements: readonly HotStatement[];
  readonly advice: HotAdvice;
}

export interface HotFinding {
  readonly table: string;
  readonly updates: number;
  /** 0 to 1. */
  readonly hotShare: number;
  /**
   * `index`: a statement sets a column of it. `assumed`: an index, or full pages; which is not known. `full-pages`: no
   * index prevents HOT, but the pages have no room.
   */
  readonly cause: 'index' | 'assumed' | 'full-pages';
  /** Why this is the cause. */
  readonly reason: string;
  readonly preventers: readonly HotPreventer[];
  /** More room on the pages; null where that is not the matter. */
  readonly room: HotAdvice | null;
}

export interface HotReport {
  /** The server's clock, ms. */
  readonly at: number;
  readonly database: string;
  readonly statements: StatementsSeen;
  /** Tables with enough updates to be judged; those that are not among the findings are fine. */
  readonly tablesJudged: number;
  /** The most updates that were not HOT first. */
  readonly findings: readonly HotFinding[];
}

/** A report, or the sentence that says why there is none. */
export type HotAnswer = HotReport | { readonly at: number; readonly problem: string };
