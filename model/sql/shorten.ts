import { type Token, tokenize } from './tokenize.ts';

const CONSTANTS: Readonly<Partial<Record<Token['kind'], string>>> = { string: "'…'", number: '…' };

/** A statement in one line, without comments and without its constants; cut to a number of characters. */
export function shortenStatement(statement: string, maxChars: number): string {
  const tokens = tokenize(statement);
  if (tokens === null) return '(a statement that cannot be read)';
  let text = '';
  let endedAt = 0;
  for (const { kind, from, to } of tokens) {
    const gap = from > endedAt && text !== '' ? ' ' : '';
    text += gap + (CONSTANTS[kind] ?? statement.slice(from, to));
    endedAt = to;
    if (text.length > maxChars) return `${text.slice(0, maxChars)}…`;
  }
  return text;
}
