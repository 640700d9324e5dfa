// Each names the server before its own prefix. Bounded, and matched at the beginning only: linear.
const NAMES: readonly RegExp[] = [
  // docker compose, in colour or not
  /^\s*([A-Za-z0-9][\w.-]{0,127})\s{0,64}\|(?:\s|$)/,
  // kubectl logs --prefix
  /^\[?pod\/([\w.-]{1,253}?)(?:\/[\w.-]{1,253})?\]?\s/,
  // CSV of a collector: time, host
  /^"\d{4}-\d\d-\d\d[^"]{0,40}","([\w.-]{1,253})","/,
  // Heroku
  /\bapp\[([\w.-]{1,128})\]:/,
  // a name before the time, as stern and many others print it
  /^\[?([A-Za-z][\w./-]{0,253})\]?(?:[ \t]+[A-Za-z][\w.-]{0,128})?:?[ \t]+\[?(?=\d{4}-\d\d-\d\d[ T]\d\d:)/,
];
/** Host and program, behind the time of either kind of syslog or journalctl. */
const SYSLOG =
  /^(?:<\d{1,3}>)?(?:\d )?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.,]{8,18}(?:Z|[+-]\d\d:?\d\d)?) ([\w.-]{1,253}) ([\w./@-]{1,128})(?:\[\d{1,10}\]:| \d{1,10} |:)/;
const PROGRAMS: ReadonlySet<string> = new Set(['postgres', 'postgresql', 'postmaster']);
/** grep writes the file's name there, and one server has many. */
const FILE_NAME = /\.(?:log|csv|json|txt|gz|zst)(?:\.\d+)?$/i;
// eslint-disable-next-line no-control-regex
const COLOURS = /\u001b\[[\d;]{0,16}m/g;

/** The server's name in the wrapper of a log line, by the text before the message; null where it has none. */
export function readServerName(before: string): string | null {
  const plain = before.replace(COLOURS, '');
  const syslog = SYSLOG.exec(plain);
  if (syslog !== null) {
    const [, host = '', program = ''] = syslog;
    return PROGRAMS.has(program) ? host : `${host} ${program}`;
  }
  const name = NAMES.map((pattern) => pattern.exec(plain)?.[1]).find((found) => found !== undefined);
  return name === undefined || FILE_NAME.test(name) ? null : name;
}
