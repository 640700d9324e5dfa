/** Control characters (C0, DEL, C1), line and paragraph separators, bidi controls, halves of surrogate pairs. */
const STEERS_A_TERMINAL = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\p{Cs}]/gu;

/**
 * A text as one line that steers no terminal: what could becomes `\uXXXX`, which JSON reads back as the same character.
 * Ordinary Unicode stays.
 */
export function printable(text: string): string {
  return text.replace(
    STEERS_A_TERMINAL,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** As printable, for a text of several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /\u0000|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Text as PostgreSQL takes it: no NUL, no half of a surrogate pair, at most `most` code units. */
export function cleanText(text: string, most: number): string {
  // Cut first: it may leave half a pair behind.
  return text.slice(0, most).replace(UNPRINTABLE, '');
}
