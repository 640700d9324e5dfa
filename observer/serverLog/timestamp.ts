/** Far more than any prefix in front of its time. */
const SEARCHED_CHARACTERS = 1_024;

const TIMESTAMP =
  /(?<!\d)(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? ?(?:([A-Z]{1,5})(?![A-Za-z])|([+-])(\d\d)(?::?([0-5]\d)(?!\d))?(?!\d))/;

/**
 * Minutes east of UTC. Only abbreviations that have meant one thing, everywhere and always: MSK was moved in 2011 and
 * 2014; EST, CST, IST and BST mean several zones.
 */
const ZONE_MINUTES: ReadonlyMap<string, number> = new Map([
  ['UTC', 0],
  ['UCT', 0],
  ['GMT', 0],
  ['Z', 0],
  ['CET', 60],
  ['CEST', 120],
  ['EET', 120],
  ['EEST', 180],
]);

/** %n: seconds since the epoch, with milliseconds. */
const EPOCH = /(?<![\d.])([12]\d{9})\.(\d{3})(?!\d)/;
/** A date and time whose zone is missing, or means several. */
const LOCAL = /(?<!\d)(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?/;
const SYSLOG = /(?<![A-Za-z])([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)(?!\d)/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Milliseconds of the writer's local clock, for a text whose zone parseTimestamp does not know. They order the lines of one
 * log and measure the time between them; they do not say when. Null where the text has no time.
 */
export function parseLocalClock(text: string): number | null {
  const searched = text.slice(0, SEARCHED_CHARACTERS);
  const local = LOCAL.exec(searched);
  if (local !== null) {
    const [year = 0, month = 1, day, hour, minute, second] = local.slice(1, 7).map(Number);
    return (
      Date.UTC(year, month - 1, day, hour, minute, second) +
      Number((local[7] ?? '').padEnd(3, '0').slice(0, 3))
    );
  }
  const syslog = SYSLOG.exec(searched);
  if (syslog === null) return null;
  const [day, hour, minute, second] = syslog.slice(2, 6).map(Number);
  // It has no year: a leap year has all days.
  return Date.UTC(2000, Math.max(0, MONTHS.indexOf(syslog[1] ?? '')), day, hour, minute, second);
}

/**
 * The first date and time with a zone near the beginning of a text, as ISO 8601 in UTC with milliseconds:
 * log_line_prefix's %m, %t and %n, RFC 3339. Null where there is none, where its zone is not known beyond doubt, or where
 * it is no date. Traditional syslog has no year: null.
 */
export function parseTimestamp(text: string): string | null {
  const searched = text.slice(0, SEARCHED_CHARACTERS);
  const match = TIMESTAMP.exec(searched);
  if (match === null) return LOCAL.test(searched) ? null : parseEpoch(searched);
  const offsetMinutes = readOffsetMinutes(match);
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (offsetMinutes === null || hour > 23 || minute > 59 || second > 59 || year < 1970) return null;
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // Date.UTC makes March out of February 30.
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return null;
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const utc = new Date(local.getTime() + milliseconds - offsetMinutes * 60_000).toISOString();
  // Beyond 9999 it would no longer sort as text.
  return utc.startsWith('+') ? null : utc;
}

function parseEpoch(text: string): string | null {
  const epoch = EPOCH.exec(text);
  return epoch === null ? null : new Date(Number(`${epoch[1]}${epoch[2]}`)).toISOString();
}

function readOffsetMinutes(match: RegExpExecArray): number | null {
  const [abbreviation, sign, hours, minutes = '0'] = match.slice(8, 12);
  if (abbreviation !== undefined) return ZONE_MINUTES.get(abbreviation) ?? null;
  const size = Number(hours) * 60 + Number(minutes);
  // PostgreSQL knows no offset beyond 15:59.
  if (size >= 16 * 60) return null;
  return sign === '-' ? -size : size;
}
