import type { Decimal } from '../../domain/tokenColumns.ts';

const MOST = 1e36;
const DECIMAL = /^-?\d{1,40}(\.\d{1,60})?(e[+-]?\d{1,2})?$/i;

/**
 * A number or decimal text with all its digits; null where it is none, or beyond 1e36.
 * Text is never turned into a number: "0.00000003855" stays what it is.
 */
export function toDecimal(value: unknown): Decimal | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !DECIMAL.test(text)) return null;
  return Math.abs(Number(text)) <= MOST ? text : null;
}

/** As toDecimal, but null below zero. */
export function toAmount(value: unknown): Decimal | null {
  const decimal = toDecimal(value);
  return decimal === null || Number(decimal) < 0 ? null : decimal;
}

const FIRST_YEAR_MS = Date.UTC(2009, 0, 1);
const TEN_YEARS_MS = 10 * 365.25 * 86_400_000;

/** Ms since the epoch, from the year of the first chain to ten years from now: seconds, or microseconds, are outside. */
export const isPlausibleTime = (ms: number): boolean =>
  ms >= FIRST_YEAR_MS && ms <= Date.now() + TEN_YEARS_MS;
