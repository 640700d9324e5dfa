import { describeValue } from './errors.ts';

/** Thrown by the functions of this file; who knows the column's name says it. */
export class UnfitValue extends Error {}

const unfit = (takes: string, value: unknown): never => {
  throw new UnfitValue(`takes ${takes}; got ${describeValue(value)}`);
};

const INTEGER_BITS: Readonly<Record<string, bigint>> = { smallint: 15n, integer: 31n, bigint: 63n };
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?$/i;
const SPECIAL = /^(nan|[+-]?inf(inity)?)$/i;
const ENDLESS = /^-?infinity$/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d(:?\d\d)?)?$/;
const ZONE = /:\d.*(Z|[+-]\d\d(:?\d\d)?)$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The type without its length or scale. */
export const baseOf = (type: string): string => type.replace(/\(.*\)$/, '');
/** The type of the elements; null where it is no array. */
export const elementOf = (type: string): string | null => (type.endsWith('[]') ? type.slice(0, -2) : null);

/**
 * The text that PostgreSQL reads as exactly this value.
 * @throws UnfitValue where the type cannot hold it without loss.
 */
export function toText(type: string, value: unknown): string {
  const element = elementOf(type);
  if (element !== null) return toArrayText(element, value);
  const base = baseOf(type);
  const write = WRITERS[base];
  return write === undefined ? textOf(value) : write(value, base);
}

const WRITERS: Readonly<Record<string, (value: unknown, type: string) => string>> = {
  smallint: integerText,
  integer: integerText,
  bigint: integerText,
  numeric: decimalText,
  real: floatText,
  'double precision': floatText,
  boolean: (value) => (typeof value === 'boolean' ? String(value) : unfit('true or false', value)),
  uuid: (value) =>
    typeof value === 'string' && UUID.test(value)
      ? value.toLowerCase()
      : unfit('a UUID of 36 characters', value),
  date: (value) =>
    typeof value === 'string' && (isDate(value) || ENDLESS.test(value))
      ? value.toLowerCase()
      : unfit("'2026-01-31'", value),
  timestamp: (value) => momentText(value, false),
  timestamptz: (value) => momentText(value, true),
  bytea: (value) =>
    value instanceof Uint8Array
      ? `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
      : unfit('a Uint8Array', value),
  json: jsonText,
  jsonb: jsonText,
};

function integerText(value: unknown, type: string): string {
  const bits = INTEGER_BITS[type]!;
  // The way of most values.
  if (
    typeof value === 'number' &&
    Number.isSafeInteger(value) &&
    (bits === 63n || Math.abs(value) < 2 ** Number(bits))
  )
    return String(value);
  const isWhole =
    typeof value === 'bigint' ||
    Number.isSafeInteger(value) ||
    (typeof value === 'string' && /^[+-]?\d{1,25}$/.test(value));
  const whole = isWhole ? BigInt(value as bigint | number | string) : null;
  if (whole !== null && whole >= -(1n << bits) && whole < 1n << bits) return String(whole);
  const remedy = bits === 63n ? ', above 2^53 as bigint or text' : '';
  return unfit(`a whole number of ${Number(bits) + 1} bits${remedy}`, value);
}

function decimalText(value: unknown): string {
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  const isDecimal = typeof value === 'string' && (DECIMAL.test(value) || SPECIAL.test(value));
  return isDecimal ? value : unfit("a number, a bigint or a text such as '12.50'", value);
}

function floatText(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  const isFloat = typeof value === 'string' && (DECIMAL.test(value) || SPECIAL.test(value));
  return isFloat ? value : unfit('a number', value);
}

function momentText(value: unknown, zoned: boolean): string {
  if (typeof value === 'string') {
    if (MOMENT.test(value) && isDate(value.slice(0, 10)) && ZONE.test(value) === zoned) return value;
    if (ENDLESS.test(value)) return value.toLowerCase();
  }
  if (zoned && value instanceof Date && !Number.isNaN(value.getTime())) {
    const text = value.toISOString();
    if (isDate(text.slice(0, 10))) return text;
  }
  return unfit(
    zoned
      ? "a Date, or a text with its zone such as '2026-01-31T12:00:00.123456Z', from year 1 to 9999"
      : "'2026-01-31 12:00:00'",
    value,
  );
}

/** Whether the calendar has this day: PostgreSQL would turn one that it has not into another. */
function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days =
    month === 2 ? (isLeap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= days;
}

function jsonText(value: unknown): string {
  try {
    const text = JSON.stringify(value) as string | undefined;
    if (text !== undefined) return text;
  } catch (error: unknown) {
    if (!(error instanceof TypeError)) throw error;
  }
  return unfit('what JSON can hold', value);
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') return unfit('a text', value);
  if (value.includes('\0')) return unfit('a text without NUL characters', value);
  // UTF-8 has no half of a character: it would arrive as another.
  if (/[\ud800-\udfff]/.test(value) && /\p{Surrogate}/u.test(value))
    return unfit('well-formed Unicode', value);
  return value;
}

function toArrayText(element: string, value: unknown): string {
  if (!Array.isArray(value)) return unfit('an array', value);
  return arrayLiteral(value.map((item: unknown) => (item === null ? null : toText(element, item))));
}

/** PostgreSQL's text of an array. Every driver passes it on as it is. */
export function arrayLiteral(texts: readonly (string | null)[]): string {
  return `{${texts.map((text) => (text === null ? 'NULL' : quote(text))).join(',')}}`;
}

const quote = (text: string): string =>
  /^[\w.+-]+$/.test(text) && !/^null$/i.test(text) ? text : `"${text.replace(/[\\"]/g, '\\$&')}"`;
