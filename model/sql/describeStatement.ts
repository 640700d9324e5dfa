import { shortenStatement } from './shorten.ts';
import { tokenize } from './tokenize.ts';

const MAX_CHARS = 159;
const ROWS_VERBS = new Set(['select', 'insert', 'update', 'delete', 'merge', 'with']);

/**
 * A statement as people may read it. The server leaves constants in texts of utility statements (a password among them),
 * and may in any other whose entry it had dropped: they are taken out. Of a utility statement, and of a text that cannot be
 * read for certain (it may be cut within a constant), only the first words stay.
 */
export function describeStatement(text: string): string {
  const tokens = tokenize(text);
  if (tokens === null) return `${/^[a-z]*/i.exec(text.trimStart())![0]} …`.trimStart();
  if (ROWS_VERBS.has(tokens[0]?.text ?? '')) return shortenStatement(text, MAX_CHARS);
  const words = tokens.slice(0, 2).filter(({ kind }) => kind === 'word');
  return [...words.map(({ text: word }) => word), '…'].join(' ');
}
