import { existsSync } from 'node:fs';
import type { PacingSettings } from '../model/pacing.ts';
import { formatLogReport } from '../observer/serverLog/logReport.ts';
import { withoutBrackets } from '../http/hosts.ts';
import { findPostgresUrlFault } from '../worker/config/addresses.ts';
import { parseConfig } from '../worker/config/index.ts';
import {
  ArgumentError,
  describeWrongAddress,
  onOff,
  parsed,
  text,
  texts,
  wholeNumber,
} from './command/arguments.ts';
import { findObserved } from './command/attach.ts';
import { defineCommand } from './command/Command.ts';
import { type ObserveOptions, observeServer } from './observe/observeServer.ts';
import { parseTarget, parseTimeout, readSettings } from './observe/readSettings.ts';
import { listFiles, reportLogs } from './observe/reportLogs.ts';
import { say } from './command/terminal.ts';

const USAGE = `Usage: npm run observe -- [URL] [--once] [--json] [--metrics [HOST:]PORT] [--log FILE]
       npm run observe -- --log FILE [--log FILE …] [--json] [--timeout TIME] [--completion-target SHARE] [--settings FILE]

Watches the checkpoints of any PostgreSQL 14 to 19 only by SQL; writes nothing to it. Without URL: the server of
the running Breakwater, or OBSERVER_DATABASE_URL, or DATABASE_URL. Passwords in an argument show in the list of processes: there
PGPASSWORD or a variable is better. A role without rights will do; with pg_monitor it sees more.

  --once          polls once, then ends
  --json          one JSON object a line: {"type":"checkpoint"|"interruption"|"view"|"advice", …}
  --metrics PORT  Prometheus metrics at http://127.0.0.1:PORT/metrics; HOST:PORT where Prometheus is on another
                  machine. Where METRICS_TOKEN is set, Prometheus must send it as a bearer token
  --log FILE      with URL: joins the server's own log, where you can read it.
                  Without URL: reads logs (- for standard input) and reports what is in them, for each server in
                  them. Packed by gzip or zstd, UTF-16, JSON, any order of lines. May be given several times, and
                  as a pattern: 'logs/*.gz'
  --timeout TIME, --completion-target SHARE, --settings FILE
                  for a log: checkpoint_timeout (300, 5min, 2h) and checkpoint_completion_target of its server, or
                  its postgresql.conf. Without them they are read from the log where it determines them
  --poll MS       time between two polls (default 500)`;

export const command = defineCommand({
  usage: USAGE,
  flags: {
    once: onOff,
    json: onOff,
    metrics: text(null),
    log: texts,
    timeout: parsed(parseTimeout, 'a time from 30s to 1d, such as 300 or 5min'),
    'completion-target': parsed(parseTarget, 'a number above 0 and up to 1'),
    settings: text(null),
    poll: wholeNumber(50, 60_000, 500),
  },
  takesNames: true,
  run: async (given, names) => {
    const { once, json, metrics, poll } = given;
    // A shell that expands 'logs/*.gz' leaves all but the first without a flag.
    const isLog = (name: string): boolean =>
      given.log.length > 0 && findPostgresUrlFault(name) !== null && existsSync(name);
    const logs = [...given.log, ...names.filter(isLog)];
    const [url, ...rest] = names.filter((name) => !isLog(name));
    if (rest.length > 0) throw refuse(`observe takes one URL; "${rest[0]}" is too many`);
    if (url === undefined && logs.length > 0) {
      const report = await reportLogs(logs.flatMap(listFiles), readGivenSettings(given));
      return say(json ? JSON.stringify(report) : formatLogReport(report));
    }
    refuseLogFlags(given);
    if (logs.length > 1) throw refuse('--log is given more than once: with URL it takes one file');
    return observeServer({
      asked: url === undefined ? findObserved() : { name: 'URL', url: checkUrl(url) },
      once,
      json,
      metrics: metrics === null ? null : readListen(metrics),
      logFile: logs[0] ?? null,
      pollMs: poll,
    });
  },
});

interface GivenSettings {
  readonly timeout: number | null;
  readonly 'completion-target': number | null;
  readonly settings: string | null;
}

/** A flag of its own counts before the file. */
function readGivenSettings(given: GivenSettings): Partial<PacingSettings> {
  const { timeout, 'completion-target': target, settings } = given;
  return {
    ...(settings !== null && readSettings(settings)),
    ...(timeout !== null && { checkpointTimeoutSeconds: timeout }),
    ...(target !== null && { completionTarget: target }),
  };
}

/** A server's own settings are read from it. */
function refuseLogFlags(given: GivenSettings): void {
  for (const name of ['timeout', 'completion-target', 'settings'] as const) {
    if (given[name] !== null) throw refuse(`--${name} belongs to a log: it takes --log FILE and no URL`);
  }
}

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
