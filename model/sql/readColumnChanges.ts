import { type Token, tokenize } from './tokenize.ts';

/** A table as a statement names it; the schema is null where it has none. */
export interface NamedTable {
  readonly schema: string | null;
  readonly table: string;
}

/** The columns of a table that a statement sets in rows that are there already. */
export interface ColumnChange extends NamedTable {
  readonly columns: readonly string[];
  /** True for an UPDATE in a WITH: the rows that are counted of the statement are not those that it changes. */
  readonly isInWith: boolean;
  /** True for ON CONFLICT DO UPDATE and MERGE: rows that are inserted are among those that are counted. */
  readonly mayInsert: boolean;
  /** Where its word UPDATE is in the statement. */
  readonly from: number;
}

/** Others change no row of a table by themselves. */
const FIRST_WORDS = new Set(['update', 'insert', 'merge', 'with', 'prepare']);
/** The words behind the last expression of a SET list. */
const AFTER_SET = new Set(['from', 'where', 'returning', 'when']);
/** A statement with more changes is not read: the end of each is searched for. */
const MAX_CHANGES = 100;
const DEPTHS: Readonly<Record<string, number>> = { '(': 1, '[': 1, ')': -1, ']': -1 };

/**
 * What the UPDATE, INSERT … ON CONFLICT DO UPDATE and MERGE … UPDATE of a statement set, those in its WITH among them.
 * `unknown` where any of it cannot be read for certain. https://www.postgresql.org/docs/18/sql-update.html
 */
export function readColumnChanges(statement: string): readonly ColumnChange[] | 'unknown' {
  const tokens = tokenize(statement);
  return tokens === null ? 'unknown' : (new ChangeReader(tokens).read() ?? 'unknown');
}

class ChangeReader {
  private readonly tokens: readonly Token[];
  /** The tables of INSERT or MERGE, by depth of brackets. */
  private readonly targets: (NamedTable | null)[] = [];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  /** Null where an UPDATE is not understood. */
  read(): readonly ColumnChange[] | null {
    const changes: ColumnChange[] = [];
    let depth = 0;
    if (!FIRST_WORDS.has(this.tokens[0]?.text ?? '')) return changes;
    for (let at = 0; at < this.tokens.length; at++) {
      depth += this.depthOf(at);
      if (this.isWord(at + 1, 'into') && this.beginsStatement(at))
        this.targets[depth] = this.readInto(at + 2);
      if (!this.isWord(at, 'update') || this.isLock(at)) continue;
      const change = this.readUpdate(at, depth);
      if (change === null || changes.length === MAX_CHANGES) return null;
      changes.push(change);
    }
    return changes;
  }

  private readUpdate(at: number, depth: number): ColumnChange | null {
    const isAction = this.isWord(at - 1, 'do') || (this.isWord(at - 1, 'then') && this.isWord(at + 1, 'set'));
    if (!isAction && !this.beginsStatement(at)) return null;
    const found = isAction ? { target: this.targets[depth] ?? null, next: at + 1 } : this.readTarget(at + 1);
    if (found === null || found.target === null) return null;
    const columns = this.readSetList(found.next);
    if (columns === null) return null;
    const { from } = this.tokens[at]!;
    return { ...found.target, columns, isInWith: depth > 0, mayInsert: isAction, from };
  }

  /** SELECT … FOR UPDATE, FOR NO KEY UPDATE. */
  private isLock(at: number): boolean {
    return this.isWord(at - 1, 'for') || this.isWord(at - 1, 'key');
  }

  /** At the beginning, in a WITH, or behind it. */
  private beginsStatement(at: number): boolean {
    if (at === 0 || this.isSymbol(at - 1, ';') || this.isSymbol(at - 1, ')')) return true;
    if (this.isSymbol(at - 1, '(')) return this.isWord(at - 2, 'as') || this.isWord(at - 2, 'materialized');
    return this.isWord(at - 1, 'as') && this.isWord(0, 'prepare');
  }

  private readInto(at: number): NamedTable | null {
    return this.readTable(this.isWord(at, 'only') ? at + 1 : at)?.target ?? null;
  }

  /** [ONLY] name [*] [[AS] alias], with SET behind it. */
  private readTarget(at: number): { readonly target: NamedTable; readonly next: number } | null {
    const nameAt = this.isWord(at, 'only') ? at + 1 : at;
    const isInBrackets = this.isSymbol(nameAt, '(');
    const found = this.readTable(isInBrackets ? nameAt + 1 : nameAt);
    if (found === null || (isInBrackets && !this.isSymbol(found.next, ')'))) return null;
    let next = isInBrackets ? found.next + 1 : found.next;
    if (this.isSymbol(next, '*')) next++;
    if (this.isWord(next, 'as')) next++;
    if (!this.isWord(next, 'set')) next++;
    return this.isWord(next, 'set') ? { ...found, next } : null;
  }

  /** [[database.]schema.]table */
  private readTable(at: number): { readonly target: NamedTable; readonly next: number } | null {
    const parts: string[] = [];
    let next = at;
    for (; this.isName(next); next += 2) {
      parts.push(this.tokens[next]!.text);
      if (!this.isSymbol(next + 1, '.')) {
        const [table, schema = null] = parts.toReversed() as [string, string?];
        return { target: { schema, table }, next: next + 1 };
      }
    }
    return null;
  }

  private readSetList(at: number): readonly string[] | null {
    if (!this.isWord(at, 'set')) return null;
    const columns: string[] = [];
    for (let next = at + 1; ; next++) {
      const inBrackets = this.isSymbol(next, '(');
      const equalsAt = inBrackets ? this.readColumns(next + 1, columns) : this.readColumn(next, columns);
      if (equalsAt === null || !this.isSymbol(equalsAt, '=')) return null;
      next = this.skipExpression(equalsAt + 1);
      if (!this.isSymbol(next, ',')) return columns;
    }
  }

  /** (a, b) behind its first bracket; returns what is behind the last. */
  private readColumns(at: number, columns: string[]): number | null {
    let next = this.readColumn(at, columns);
    while (next !== null && this.isSymbol(next, ',')) next = this.readColumn(next + 1, columns);
    return next !== null && this.isSymbol(next, ')') ? next + 1 : null;
  }

  /** a, a[1], a.field */
  private readColumn(at: number, columns: string[]): number | null {
    if (!this.isName(at)) return null;
    columns.push(this.tokens[at]!.text);
    let next = at + 1;
    for (;;) {
      if (this.isSymbol(next, '.') && this.isName(next + 1)) next += 2;
      else if (this.isSymbol(next, '[')) next = this.skipExpression(next + 1) + 1;
      else return next;
    }
  }

  /** Where the expression ends: at a comma, a closing bracket, what follows a SET list, or the end. */
  private skipExpression(at: number): number {
    let depth = 0;
    let cases = 0;
    for (let next = at; next < this.tokens.length; next++) {
      const step = this.depthOf(next);
      if (depth + step < 0) return next;
      depth += step;
      if (depth > 0) continue;
      if (this.isWord(next, 'case')) cases++;
      if (this.isWord(next, 'end')) cases--;
      if (cases <= 0 && this.endsExpression(next)) return next;
    }
    return this.tokens.length;
  }

  private endsExpression(at: number): boolean {
    const { kind, text } = this.tokens[at]!;
    if (kind === 'symbol') return text === ',' || text === ';';
    // IS DISTINCT FROM
    return kind === 'word' && AFTER_SET.has(text) && !(text === 'from' && this.isWord(at - 1, 'distinct'));
  }

  private depthOf(at: number): number {
    const { kind, text } = this.tokens[at]!;
    return kind === 'symbol' ? (DEPTHS[text] ?? 0) : 0;
  }

  private isName(at: number): boolean {
    const kind = this.tokens[at]?.kind;
    return kind === 'word' || kind === 'name';
  }

  private isWord(at: number, text: string): boolean {
    const token = this.tokens[at];
    return token?.kind === 'word' && token.text === text;
  }

  private isSymbol(at: number, text: string): boolean {
    const token = this.tokens[at];
    return token?.kind === 'symbol' && token.text === text;
  }
}
