import {
  formatBytes as writeBytes,
  formatCount as writeCount,
  formatRate as writeRate,
  formatSeconds as writeSeconds,
  formatShare as writeShare,
} from '../../domain/format.ts';

/** Every number that a person reads is written here. The language is fixed, so that server and browser agree. */

export const DASH = '–';

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** 1,234 */
export const formatCount = (value: number | null): string => (value === null ? DASH : writeCount(value));

/** "1 row", "1,234 rows"; the plural is the word with an s unless another is given. */
export const formatCounted = (value: number, word: string, plural = `${word}s`): string =>
  `${formatCount(value)} ${Math.round(value) === 1 ? word : plural}`;

/** 0.4, 41, 12.3K: for axes and small places. */
export const formatCompact = (value: number | null): string =>
  value === null ? DASH : compact.format(value);

/** A rate with as many digits as it deserves: 0.35, 9.8, 631. */
export const formatRate = (value: number | null): string => (value === null ? DASH : writeRate(value));

/** 812 kB, 1.4 GB. */
export const formatBytes = (value: number | null): string => (value === null ? DASH : writeBytes(value));

/** Short spans in seconds, longer ones in minutes: 12 ms, 0.84 s, 27.1 s, 4 min 30 s, 2 h 5 min. */
export const formatSeconds = (value: number | null): string => (value === null ? DASH : writeSeconds(value));

/** A count-down or an age with whole seconds: 0:07, 3:12, 1:02:40. */
export function formatClockSpan(seconds: number | null): string {
  if (seconds === null) return DASH;
  const all = Math.max(0, Math.round(seconds));
  const two = (part: number): string => String(part).padStart(2, '0');
  const minutes = Math.floor(all / 60) % 60;
  const rest = two(all % 60);
  return all < 3_600 ? `${minutes}:${rest}` : `${Math.floor(all / 3_600)}:${two(minutes)}:${rest}`;
}

/** 0.34 as 34 %; small shares keep a digit. */
export const formatShare = (value: number | null): string => (value === null ? DASH : writeShare(value));

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const shortClock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** 12:03:10 in the reader's zone: never on the server, which has another (see ClockTime). */
export const formatClock = (at: number): string => clock.format(at);
/** 12:03 */
export const formatShortClock = (at: number): string => shortClock.format(at);
/** 24 Nov */
export const formatDay = (at: number): string => day.format(at);
/** 24 Nov 2026, 12:03:10 */
export const formatDateTime = (at: number): string => `${date.format(at)}, ${clock.format(at)}`;
