/** Statements that a checkpoint's record names. */
export const MAX_STATEMENTS = 5;
/** Longer texts are cut. */
const MAX_TEXT = 160;

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

const COMMENT = /\/\*[^]*?\*\/|--[^\n]*/g;
const LITERAL = /(?:\b[EeBbXx])?'(?:[^'\\]|''|\\.)*'|\$(\w*)\$[^]*?\$\1\$/g;
const ROWS_VERB = /^(?:select|insert|update|delete|merge|with)\b/i;

/**
 * A statement as people may read it. The server leaves constants in texts of utility statements (a password among them),
 * and may in any other whose entry it had dropped: they are taken out; of a utility statement only its first words stay.
 */
export function describeStatement(text: string): string {
  const plain = text.replaceAll(COMMENT, ' ').replaceAll(LITERAL, "'…'").replaceAll(/\s+/g, ' ').trim();
  if (!ROWS_VERB.test(plain)) return `${plain.split(' ').slice(0, 2).join(' ')} …`;
  return plain.length > MAX_TEXT ? `${plain.slice(0, MAX_TEXT - 1)}…` : plain;
}
