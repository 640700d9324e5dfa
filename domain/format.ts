/** The language is fixed, so that server and browser agree. */
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** 1,234 */
export const formatCount = (value: number): string => whole.format(value);

/** 1,234.5: at most `digits` digits after the point. */
export const formatNumber = (value: number, digits: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: digits });

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Powers of 1,024 under the names that PostgreSQL gives them: 812 kB, 1.4 GB. */
export function formatBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (Math.abs(size) >= 999.5 && unit < UNITS.length - 1) {
    size /= 1_024;
    unit++;
  }
  const digits = unit === 0 || Math.abs(size) >= 99.95 ? whole : oneDigit;
  return `${digits.format(size)} ${UNITS[unit]}`;
}

/** A rate with as many digits as it deserves: 0.35, 9.8, 631. */
export function formatRate(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || size >= 10) return whole.format(value);
  return (size < 1 ? twoDigits : oneDigit).format(value);
}

/** Short spans in seconds, longer ones in minutes: 0.21 ms, 12 ms, 0.84 s, 27.1 s, 4 min 30 s, 2 h 5 min. */
export function formatSeconds(value: number): string {
  // Settings are whole; what is measured keeps its digits, so that it does not jump.
  if (Number.isInteger(value) && value < 100) return `${value} s`;
  if (value > 0 && value < 0.000_95) return `${twoDigits.format(value * 1_000)} ms`;
  if (value < 0.01) return `${whole.format(value * 1_000)} ms`;
  if (value < 1) return `${twoDigits.format(value)} s`;
  if (value < 99.95) return `${oneDigit.format(value)} s`;
  const seconds = Math.round(value);
  if (seconds < 3_600) return joinUnits(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  return joinUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

const joinUnits = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** 0.34 as 34 %; small shares keep a digit. */
export function formatShare(value: number): string {
  const percent = value * 100;
  return `${percent !== 0 && Math.abs(percent) < 9.95 ? oneDigit.format(percent) : whole.format(percent)} %`;
}

/** −97.8 %, +4 %, × 12. */
export function formatChange(ratio: number): string {
  if (ratio >= 2) return `× ${ratio >= 100 ? formatCount(ratio) : ratio.toFixed(1)}`;
  const percent = (ratio - 1) * 100;
  const digits = Math.abs(percent) >= 90 ? 1 : 0;
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(digits)} %`;
}
