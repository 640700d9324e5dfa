import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { readLines } from '../machine/readLines.ts';
import { buildLogReport, formatLogReport } from '../observer/serverLog/logReport.ts';
import { withoutBrackets } from '../http/hosts.ts';
import { findPostgresUrlFault } from '../worker/config/addresses.ts';
import { parseConfig } from '../worker/config/index.ts';
import { ArgumentError, describeWrongAddress, onOff, text, wholeNumber } from './command/arguments.ts';
import { findObserved } from './command/attach.ts';
import { defineCommand } from './command/Command.ts';
import { type ObserveOptions, observeServer } from './observe/observeServer.ts';
import { say } from './command/terminal.ts';

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

export const command = defineCommand({
  usage: USAGE,
  flags: {
    once: onOff,
    json: onOff,
    metrics: text(null),
    log: text(null),
    poll: wholeNumber(50, 60_000, 500),
  },
  takesNames: true,
  run: async ({ once, json, metrics, log, poll }, [url, ...rest]) => {
    if (rest.length > 0) throw refuse(`observe takes one URL; "${rest[0]}" is too many`);
    if (url === undefined && log !== null) return reportLog(log, json);
    return observeServer({
      asked: url === undefined ? findObserved() : { name: 'URL', url: checkUrl(url) },
      once,
      json,
      metrics: metrics === null ? null : readListen(metrics),
      logFile: log,
      pollMs: poll,
    });
  },
});

function checkUrl(url: string): string {
  const fault = findPostgresUrlFault(url);
  if (fault === null) return url;
  throw refuse(`URL is ${describeWrongAddress(url, fault)}`);
}

/** PORT, HOST:PORT or [IPv6]:PORT. */
function readListen(given: string): NonNullable<ObserveOptions['metrics']> {
  const found = /^(?:(?<host>\[[0-9a-f:.]+\]|[^:[\]]+):)?(?<port>\d{1,5})$/i.exec(given)?.groups;
  if (found === undefined || Number(found['port']) > 65_535) {
    const remedy = (given.match(/:/g) ?? []).length > 1 ? ', an IPv6 address in brackets: [::1]:9465' : '';
    throw refuse(`--metrics is "${given}": it takes PORT or HOST:PORT, a port from 0 to 65535${remedy}`);
  }
  const { metricsToken } = parseConfig({ METRICS_TOKEN: process.env['METRICS_TOKEN'] });
  const host = withoutBrackets(found['host'] ?? '127.0.0.1');
  return { host, port: Number(found['port']), token: metricsToken };
}

const refuse = (message: string): ArgumentError => new ArgumentError(message, { needsUsage: false });

/**
 * Reads a server's log (`-`: standard input; .gz is unpacked) and prints what its checkpoints tell.
 * @throws Error where the file cannot be read.
 */
async function reportLog(file: string, json: boolean): Promise<void> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  const lines = file.endsWith('.gz') ? input.compose(createGunzip()) : input;
  const report = await buildLogReport(readLines(lines)).catch((error: unknown) => {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Error(`--log is "${file}": it cannot be read (${reason})`, { cause: error });
  });
  say(json ? JSON.stringify(report) : formatLogReport(report));
}
