/** Statements that a checkpoint's record names. */
export const MAX_STATEMENTS = 5;

/** One statement, whoever ran it, from the start of the checkpoint before to the start of this one. */
export interface StatementWal {
  /** queryid: the same for all runs of it, whatever their parameters. */
  readonly id: string;
  /** Without constants and comments, cut. */
  readonly text: string;
  readonly calls: number;
  readonly walBytes: number;
  readonly fullPageImages: number;
}

export interface CheckpointStatements {
  readonly walBytes: number;
  /** Those with the most WAL first, at most MAX_STATEMENTS. */
  readonly top: readonly StatementWal[];
  readonly otherWalBytes: number;
  /** Of statements of other roles, which this one may not see. */
  readonly notVisibleWalBytes: number;
}
