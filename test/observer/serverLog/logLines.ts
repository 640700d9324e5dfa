/** Messages as the server words them, written by hand; figures are invented. */
export const COMPLETE_84 =
  'checkpoint complete: wrote 12 buffers (0.3%); 1 transaction log file(s) added, 2 removed, 3 recycled; write=1.204 s, sync=0.011 s, total=1.250 s';
export const RESTARTPOINT_90 =
  'restartpoint complete: wrote 7 buffers (0.2%); write=0.702 s, sync=0.001 s, total=0.731 s';
export const COMPLETE_91 = `${COMPLETE_84}; sync files=4, longest=0.007 s, average=0.002 s`;
export const COMPLETE_95 = `${COMPLETE_91}; distance=4096 kB, estimate=8192 kB`;
export const COMPLETE_10 = COMPLETE_95.replace('transaction log', 'WAL');
export const COMPLETE_16 = `${COMPLETE_10}; lsn=1A/2B3C4D58, redo lsn=1A/2B000028`;
export const COMPLETE_18 = COMPLETE_16.replace('(0.3%)', '(0.3%), wrote 5 SLRU buffers');
export const COMPLETE_19 = COMPLETE_18.replace('complete:', 'complete: fast force wait:');
export const RESTARTPOINT_18 = COMPLETE_18.replace('checkpoint', 'restartpoint');

export const MESSAGES = [
  COMPLETE_84,
  RESTARTPOINT_90,
  COMPLETE_91,
  COMPLETE_95,
  COMPLETE_10,
  COMPLETE_16,
  COMPLETE_18,
  COMPLETE_19,
  RESTARTPOINT_18,
] as const;

export const AT = '2031-02-03T04:05:06.789Z';

/** Every way in which a message reaches a log, with the time that it gives. */
export const WRAPPERS: Readonly<Record<string, (message: string) => readonly [string, string | null]>> = {
  'the default prefix': (message) => [`2031-02-03 04:05:06.789 UTC [321] LOG:  ${message}`, AT],
  'no prefix': (message) => [`LOG:  ${message}`, null],
  'no severity': (message) => [message, null],
  'Windows line ends': (message) => [`2031-02-03 04:05:06.789 UTC [321] LOG:  ${message}\r`, AT],
  'collapsed blanks': (message) => [`2031-02-03 04:05:06.789 UTC - 3 - 321 - @ LOG: ${message}`, AT],
  'verbose errors': (message) => [`2031-02-03 04:05:06.789 UTC [321] LOG:  00000: ${message}`, AT],
  'an epoch before the time': (message) => [
    `1927771506.789 2031-02-03 04:05:06 UTC LOG:  ${message}`,
    AT.replace('789', '000'),
  ],
  'an RDS prefix': (message) => [
    `2031-02-03 04:05:06 UTC::@:[321]:LOG:  ${message}`,
    AT.replace('789', '000'),
  ],
  'an Azure prefix': (message) => [
    `2031-02-03 04:05:06 UTC-65a0b1c2.3d-LOG:  ${message}`,
    AT.replace('789', '000'),
  ],
  'a session start in the prefix': (message) => [
    `2031-02-03 04:05:06.789 UTC [321] 2031-01-01 00:00:00 UTC 2/0 LOG:  ${message}`,
    AT,
  ],
  syslog: (message) => [`Feb  3 04:05:06 db1 postgres[321]: [42-1] db=,user= LOG:  ${message}`, null],
  'syslog with #012': (message) => [`Feb  3 04:05:06 db1 postgres[321]: [42-1] LOG:  ${message}#012`, null],
  'syslog before a full prefix': (message) => [
    `Feb  3 04:05:06 db1 patroni[9]: 2031-02-03 04:05:06.789 UTC [321] LOG:  ${message}`,
    AT,
  ],
  'syslog by RFC 5424': (message) => [
    `<134>1 2031-02-03T04:05:06.789+00:00 db1 postgres 321 - - [42-1] LOG:  ${message}`,
    AT,
  ],
  'docker compose': (message) => [`db-1  | 2031-02-03 04:05:06.789 UTC [321] LOG:  ${message}`, AT],
  csvlog: (message) => [
    `2031-02-03 04:05:06.789 UTC,,,321,,65a0b1c2.3d,7,,2031-01-01 00:00:00 UTC,,0,LOG,00000,"${message}",,,,,,,,,"","checkpointer",,0`,
    AT,
  ],
  jsonlog: (message) => [
    JSON.stringify({
      timestamp: '2031-02-03 04:05:06.789 UTC',
      pid: 321,
      session_start: '2031-01-01 00:00:00 UTC',
      error_severity: 'LOG',
      message,
      backend_type: 'checkpointer',
    }),
    AT,
  ],
  CloudNativePG: (message) => [
    JSON.stringify({
      level: 'info',
      ts: 1_927_771_507.1,
      logger: 'postgres',
      msg: 'record',
      record: { log_time: '2031-02-03 04:05:06.789 UTC', error_severity: 'LOG', message },
    }),
    AT,
  ],
  'Cloud SQL': (message) => [
    JSON.stringify({
      insertId: 'x1',
      timestamp: '2031-02-03T04:05:07.001Z',
      textPayload: `2031-02-03 04:05:06.789 UTC [321]: [7-1] db=,user= LOG:  ${message}`,
    }),
    AT,
  ],
  'Cloud SQL, pretty-printed': (message) => [
    `    "textPayload": "2031-02-03 04:05:06.789 UTC [321]: [7-1] db=,user= LOG:  ${message}",`,
    AT,
  ],
  'Docker json-file': (message) => [
    JSON.stringify({
      log: `2031-02-03 04:05:06.789 UTC [321] LOG:  ${message}\n`,
      stream: 'stderr',
      time: '2031-02-03T04:05:07.001002003Z',
    }),
    AT,
  ],
  'Docker json-file, zone unknown': (message) => [
    JSON.stringify({
      log: `2031-02-03 07:05:06.789 MSK [321] LOG:  ${message}\n`,
      stream: 'stderr',
      time: '2031-02-03T04:05:06.789012345Z',
    }),
    AT,
  ],
  'Kubernetes around CloudNativePG': (message) => [
    `2031-02-03T04:05:07.001002003Z stdout F ${JSON.stringify({ record: { message, error_severity: 'LOG', log_time: '2031-02-03 04:05:06.789 UTC' } })}`,
    AT,
  ],
  'Kubernetes around JSON without a time': (message) => [
    `2031-02-03T04:05:06.789002003Z stdout F ${JSON.stringify({ message })}`,
    AT,
  ],
  'an unknown JSON wrapper': (message) => [JSON.stringify({ event: { text: `LOG:  ${message}` } }), null],
};

/** A default-prefix line some seconds after midnight. */
export function logLine(seconds: number, message: string): string {
  const time = new Date(Date.UTC(2031, 1, 3) + seconds * 1_000).toISOString();
  return `${time.slice(0, 10)} ${time.slice(11, 23)} UTC [321] LOG:  ${message}`;
}

/** A 16-shaped completion message with these figures. */
export function completion(figures: {
  readonly buffers: number;
  readonly writeSeconds: number;
  readonly kind?: 'checkpoint' | 'restartpoint';
}): string {
  const { buffers, writeSeconds, kind = 'checkpoint' } = figures;
  const total = (writeSeconds + 0.05).toFixed(3);
  return `${kind} complete: wrote ${buffers} buffers (1.0%); 0 WAL file(s) added, 0 removed, 1 recycled; write=${writeSeconds.toFixed(3)} s, sync=0.020 s, total=${total} s; sync files=9, longest=0.004 s, average=0.001 s; distance=2048 kB, estimate=2048 kB; lsn=0/2000060, redo lsn=0/2000028`;
}
