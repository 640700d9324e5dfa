import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseConfig } from '../worker/config/index.ts';
import { findServers, runCommand } from './attach.ts';
import { type ObserveOptions, observeServer } from './observe/observeServer.ts';
import { reportLog } from './observe/reportLog.ts';

const USAGE = `Usage: npm run observe -- [URL] [--once] [--json] [--metrics [HOST:]PORT] [--log FILE]
       npm run observe -- --log FILE [--json]

Watches the checkpoints of any PostgreSQL 14 to 18 through SQL alone; writes nothing to it. Without URL: the server of
the running Breakwater, or OBSERVER_DATABASE_URL, or DATABASE_URL. Passwords in an argument show in the list of processes: there
PGPASSWORD or a variable is better. A role without rights will do; with pg_monitor it sees more.

  --once          one look, then ends
  --json          one JSON object a line: {"type":"checkpoint"|"view"|"advice", …}
  --metrics PORT  Prometheus metrics at http://127.0.0.1:PORT/metrics; HOST:PORT where Prometheus is on another
                  machine. Where METRICS_TOKEN is set, Prometheus must send it as a bearer token
  --log FILE      with URL: joins the server's own log, where you can read it.
                  Without URL: reads a log (- for standard input) and reports what is in it.
  --poll MS       time between two looks (default 500)`;

await runCommand(async () => {
  const options = {
    once: { type: 'boolean' },
    json: { type: 'boolean' },
    metrics: { type: 'string' },
    log: { type: 'string' },
    poll: { type: 'string', default: '500' },
    help: { type: 'boolean' },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) return void writeSync(1, `${USAGE}\n`);
  const [url, ...rest] = positionals;
  if (rest.length > 0) throw new Error(`observe takes one URL; "${rest[0]}" is too many`);
  if (url === undefined && values.log !== undefined) return reportLog(values.log, values.json === true);
  await observeServer({
    databaseUrl: url === undefined ? findServers().observerDatabaseUrl : checkUrl(url),
    once: values.once === true,
    json: values.json === true,
    metrics: values.metrics === undefined ? null : readListen(values.metrics),
    logFile: values.log ?? null,
    pollMs: readNumber('--poll', values.poll, [50, 60_000]),
  });
});

/** The value may hold a password, so it is not repeated. */
function checkUrl(url: string): string {
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return url;
  throw new Error(
    'URL is not an address that PostgreSQL takes: it looks like postgres://user@host:5432/database',
  );
}

function readListen(text: string): NonNullable<ObserveOptions['metrics']> {
  const colon = text.lastIndexOf(':');
  const port = readNumber('--metrics', text.slice(colon + 1), [0, 65_535]);
  const host = colon === -1 ? '127.0.0.1' : text.slice(0, colon);
  const { metricsToken } = parseConfig({ METRICS_TOKEN: process.env['METRICS_TOKEN'] });
  return { host, port, token: metricsToken };
}

function readNumber(name: string, text: string, [least, most]: readonly [number, number]): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${name} is "${text}": it takes a whole number from ${least} to ${most}`);
}
