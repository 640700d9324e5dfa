/** Decimal numbers as text, digit by digit: nothing here goes through a float. */

export interface ParsedDecimal {
  readonly negative: boolean;
  /** Without leading or trailing zeros; empty for 0. */
  readonly digits: string;
  /** Value = 0.digits × 10^exponent. */
  readonly exponent: number;
}

const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,6}))?$/i;

/** Null for what is not a finite decimal number (NaN, Infinity, text). */
export function parseDecimal(text: string): ParsedDecimal | null {
  const match = PATTERN.exec(text.trim());
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const all = whole + fraction;
  if (all === '') return null;
  const digits = all.replace(/^0+/, '');
  const exponent = whole.length - (all.length - digits.length) + Number(power);
  const trimmed = digits.replace(/0+$/, '');
  return {
    negative: sign === '-' && trimmed !== '',
    digits: trimmed,
    exponent: trimmed === '' ? 0 : exponent,
  };
}

/** The same number with every digit, without an exponent and without zeros that say nothing. */
export function toPlainText(text: string): string {
  const parsed = parseDecimal(text);
  if (parsed === null) return text;
  const { negative, digits, exponent } = parsed;
  if (digits === '') return '0';
  const whole = exponent <= 0 ? '0' : digits.slice(0, exponent).padEnd(exponent, '0');
  const fraction = exponent <= 0 ? '0'.repeat(-exponent) + digits : digits.slice(exponent);
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Whether two texts mean the same number; other texts are compared as they are. */
export function isSameDecimal(left: string, right: string): boolean {
  return toPlainText(left) === toPlainText(right);
}

/** Cuts to `count` significant digits, half away from zero. */
export function roundDecimal(parsed: ParsedDecimal, count: number): ParsedDecimal {
  const { digits, exponent } = parsed;
  if (digits.length <= count || count < 0) return parsed;
  const kept = digits.slice(0, count);
  if (digits.charAt(count) < '5') return { ...parsed, ...trimZeros(kept, exponent) };
  const up = (BigInt(kept === '' ? '0' : kept) + 1n).toString();
  const padded = up.padStart(count, '0');
  return { ...parsed, ...trimZeros(padded, exponent + (padded.length - count)) };
}

function trimZeros(text: string, exponent: number): { digits: string; exponent: number } {
  const digits = text.replace(/0+$/, '');
  return { digits, exponent: digits === '' ? 0 : exponent };
}
