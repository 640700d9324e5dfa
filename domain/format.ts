/** The language is fixed, so that server and browser agree. */
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** 1,234 */
export const formatCount = (value: number): string => whole.format(value);

/** 1,234.5: no more than so many digits after the point. */
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
