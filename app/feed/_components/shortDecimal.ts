import { type ParsedDecimal, parseDecimal, roundDecimal } from '../../_components/decimals.ts';

const SIGNIFICANT = 4;
const SCALES = [
  [15, ''],
  [12, 'T'],
  [9, 'B'],
  [6, 'M'],
  [3, 'K'],
  [0, ''],
] as const;
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
/** From here on the zeros behind the point are counted and not written: 0.0₄3855 is 0.00003855. */
const COUNTED_ZEROS = 3;

/** Four significant digits, readable in a row of a table: 1.234M, 12.5, 0.0123, 0.0₄3855, 1.2e+18. */
export function formatShortDecimal(text: string): string {
  const parsed = parseDecimal(text);
  if (parsed === null) return text;
  const short = roundDecimal(parsed, SIGNIFICANT);
  if (short.digits === '') return '0';
  const sign = short.negative ? '−' : '';
  if (short.exponent > 0) return sign + formatLarge(short);
  const zeros = -short.exponent;
  if (zeros < COUNTED_ZEROS) return `${sign}0.${'0'.repeat(zeros)}${short.digits}`;
  return `${sign}0.0${toSubscript(zeros)}${short.digits}`;
}

/** Signed, two digits behind the point: +12.34, −0.50. Null: not a number. */
export function formatChange(text: string): string | null {
  const parsed = parseDecimal(text);
  if (parsed === null) return null;
  if (parsed.exponent > 5) return `${parsed.negative ? '−' : '+'}${formatLarge(roundDecimal(parsed, 3))}`;
  const rounded = roundDecimal(parsed, Math.max(0, parsed.exponent + 2));
  // Below a twentieth of the last place roundDecimal has no digit left to keep.
  const isZero = rounded.digits === '' || parsed.exponent < -2;
  if (isZero) return '0.00';
  return `${rounded.negative ? '−' : '+'}${placePoint(rounded, 2)}`;
}

function formatLarge(short: ParsedDecimal): string {
  if (short.exponent > 15) {
    const [first = '', ...rest] = short.digits;
    return `${first}${rest.length > 0 ? `.${rest.join('')}` : ''}e+${short.exponent - 1}`;
  }
  const [power, unit] = SCALES.find(([from]) => short.exponent > from) ?? [0, ''];
  return placePoint({ ...short, exponent: short.exponent - power }, 0) + unit;
}

function placePoint({ digits, exponent }: ParsedDecimal, decimals: number): string {
  const whole = exponent <= 0 ? '0' : digits.slice(0, exponent).padEnd(exponent, '0');
  const fraction = (exponent <= 0 ? '0'.repeat(-exponent) + digits : digits.slice(exponent)).padEnd(
    decimals,
    '0',
  );
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

const toSubscript = (count: number): string =>
  Array.from(String(count), (digit) => SUBSCRIPTS.charAt(Number(digit))).join('');
