import { baseOf } from './valueText.ts';

const INTEGERS = new Set(['smallint', 'integer', 'bigint']);
const FLOATS = new Set(['real', 'double precision']);
const MOMENTS = new Set(['date', 'timestamp', 'timestamptz']);

/** Whether two values of a type compare the same everywhere; texts follow a collation. */
export const isComparable = (type: string): boolean => {
  const base = baseOf(type);
  return (
    INTEGERS.has(base) || FLOATS.has(base) || base === 'numeric' || base === 'date' || base === 'timestamptz'
  );
};

/**
 * A text whose bytes sort as PostgreSQL sorts the values.
 * @param text as toText gives it, of a comparable type
 */
export function orderKey(type: string, text: string): string {
  const base = baseOf(type);
  if (INTEGERS.has(base)) return wholeKey(BigInt(text));
  if (FLOATS.has(base)) return floatKey(parseFloatText(text));
  if (MOMENTS.has(base)) return momentKey(parseMoment(text));
  return decimalKey(text);
}

const wholeKey = (value: bigint): string => String(value + (1n << 63n)).padStart(20, '0');

/** µs since 1970; ±Infinity. Without a zone it is taken as UTC. */
export function parseMoment(text: string): bigint | number {
  if (text.startsWith('-')) return -Infinity;
  if (/^i/i.test(text)) return Infinity;
  const [, year, month, day, time = '', zone = ''] =
    /^(\d+)-(\d\d)-(\d\d)(?:[T ]([\d:.]+?)(Z|[+-]\d\d(?::?\d\d)?)?)?$/.exec(text) ?? [];
  const [hour = '0', minute = '0', second = '0'] = time.split(':');
  const [whole, fraction = ''] = second.split('.');
  const at = new Date(0);
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const offset = (sign === '-' ? -60 : 60) * (Number(hours) * 60 + Number(minutes));
  const seconds = at.getTime() / 1_000 + Number(hour) * 3_600 + Number(minute) * 60 + Number(whole) - offset;
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

const momentKey = (moment: bigint | number): string =>
  typeof moment === 'bigint' ? `1${wholeKey(moment)}` : moment > 0 ? '2' : '0';

const parseFloatText = (text: string): number =>
  /^[+-]?inf/i.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);

/** IEEE 754 bits, negatives turned round; NaN is the greatest, -0 is 0. */
function floatKey(value: number): string {
  if (Number.isNaN(value)) return 'g';
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value === 0 ? 0 : value);
  const bits = view.getBigUint64(0);
  const turned = value < 0 ? ~bits & 0xffff_ffff_ffff_ffffn : bits | (1n << 63n);
  return turned.toString(16).padStart(16, '0');
}

/** Sign, exponent and digits. */
function decimalKey(text: string): string {
  if (/^nan$/i.test(text)) return '4';
  if (/inf/i.test(text)) return text.startsWith('-') ? '' : '3';
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const all = whole + fraction;
  const digits = all.replace(/^0+/, '').replace(/0+$/, '');
  if (digits === '') return '1';
  const magnitude = whole.length + Number(exponent) - (all.length - all.replace(/^0+/, '').length);
  const key = String(magnitude + 5_000_000).padStart(8, '0') + digits;
  // A longer negative number of the same beginning is the lesser one: its end sorts before the mark.
  return sign === '-' ? `0${key.replace(/\d/g, (digit) => String(9 - Number(digit)))}~` : `2${key}`;
}
