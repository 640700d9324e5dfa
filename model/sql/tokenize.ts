/** A part of a statement. `word`: a keyword, or a name without quotes, in lower case; `name`: one in quotes, as it is. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'parameter' | 'symbol';
  readonly text: string;
  /** Where it is in the statement. */
  readonly from: number;
  readonly to: number;
}

const BLANK = /\s+|--[^\n\r]*/y;
const COMMENT_EDGE = /\/\*|\*\//g;
const DOLLAR_QUOTE = /\$(?:[a-z_\u{80}-\u{10ffff}][\w\u{80}-\u{10ffff}]*)?\$/iuy;
/** A backslash before a quote: where standard_conforming_strings is off, the string does not end there. */
const UNCERTAIN_END = /\\'/;

// Without a repetition in a repetition, so that no text takes long.
const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['string', /E'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'/iy],
  ['string', /(?:U&|[BXN])?'[^']*(?:''[^']*)*'/iy],
  ['name', /"[^"]*(?:""[^"]*)*"/y],
  ['parameter', /\$\d+/y],
  ['number', /\.?\d[\w.]*/y],
  ['word', /[a-z_\u{80}-\u{10ffff}][\w$\u{80}-\u{10ffff}]*/iuy],
  ['symbol', /[^\s'"$]/y],
];

/**
 * The tokens of a statement of PostgreSQL, without blanks and comments. Null where it cannot be read for certain: a quote or
 * comment without an end, a name with Unicode escapes, a backslash that may or may not escape.
 * https://www.postgresql.org/docs/18/sql-syntax-lexical.html
 */
export function tokenize(statement: string): readonly Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  while (at < statement.length) {
    const blankTo = matchAt(BLANK, statement, at) ?? skipComment(statement, at);
    if (blankTo !== null) {
      if (blankTo < 0) return null;
      at = blankTo;
      continue;
    }
    const token = readDollarQuote(statement, at) ?? readToken(statement, at);
    if (token === null) return null;
    tokens.push(token);
    at = token.to;
  }
  return tokens;
}

function matchAt(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** Comments nest. Null: there is none; -1: it has no end. */
function skipComment(text: string, at: number): number | null {
  if (!text.startsWith('/*', at)) return null;
  let depth = 0;
  COMMENT_EDGE.lastIndex = at;
  for (let edge = COMMENT_EDGE.exec(text); edge !== null; edge = COMMENT_EDGE.exec(text)) {
    depth += edge[0] === '/*' ? 1 : -1;
    if (depth === 0) return COMMENT_EDGE.lastIndex;
  }
  return -1;
}

function readDollarQuote(text: string, from: number): Token | null {
  const bodyAt = text[from] === '$' ? matchAt(DOLLAR_QUOTE, text, from) : null;
  if (bodyAt === null) return null;
  const tag = text.slice(from, bodyAt);
  const end = text.indexOf(tag, bodyAt);
  return end < 0 ? null : { kind: 'string', text: '', from, to: end + tag.length };
}

function readToken(text: string, from: number): Token | null {
  for (const [kind, pattern] of PATTERNS) {
    const to = matchAt(pattern, text, from);
    if (to === null) continue;
    const source = text.slice(from, to);
    if (kind === 'word' && /^u&"/i.test(text.slice(from, from + 3))) return null;
    if (kind === 'string' && !/^e/i.test(source) && UNCERTAIN_END.test(source)) return null;
    return { kind, text: readText(kind, source), from, to };
  }
  return null;
}

function readText(kind: Token['kind'], source: string): string {
  if (kind === 'word') return source.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return kind === 'name' ? source.slice(1, -1).replaceAll('""', '"') : source;
}
