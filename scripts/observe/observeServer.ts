import { connectObserver } from '../../observer/connectObserver.ts';
import { explainPostgres } from '../../db/refusals.ts';
import { type Asked, type Explained, RefusedByServerError, toListenRefusal } from '../../domain/refusal.ts';
import { isLoopback, joinHostPort } from '../../http/hosts.ts';
import { createMetricsRegistry } from '../../worker/metrics/registry.ts';
import { createPostgresMetrics } from '../../worker/metrics/postgres.ts';
import type { Advice } from '../../domain/advice.ts';
import { adviseNow } from '../../observer/adviseNow.ts';
import { CheckpointObserver } from '../../observer/CheckpointObserver.ts';
import type { ObserverView } from '../../domain/observerView.ts';
import { LogJoin } from '../../observer/LogJoin.ts';
import { type ObservedCheckpoint } from '../../domain/checkpoints.ts';
import { LogTail } from '../../observer/serverLog/LogTail.ts';
import { TableWatch } from '../../observer/TableWatch.ts';
import { type MetricsServerOptions, startMetricsServer } from '../../worker/services/metricsServer.ts';
import { describeInterruption, describeRecord, renderView } from './renderView.ts';
import { createLatch } from '../command/latch.ts';
import { version } from '../launch/bootstrap.mjs';
import { complain, say } from '../command/terminal.ts';

const KEPT = 100;
const CLEAR_SCREEN = '\u001B[H\u001B[2J';
const VIEW_EVERY_MS = 1_000;

export interface ObserveOptions {
  readonly asked: Asked;
  readonly once: boolean;
  readonly json: boolean;
  readonly metrics: Pick<MetricsServerOptions, 'host' | 'port' | 'token'> | null;
  readonly logFile: string | null;
  readonly pollMs: number;
}

/**
 * Observes until Ctrl-C or the end of its output, or for one poll.
 * @throws RefusedByServerError where that one does not succeed, or where waiting for the first one does not help.
 */
export async function observeServer(options: ObserveOptions): Promise<void> {
  const output = createOutput(options);
  const records: ObservedCheckpoint[] = [];
  const registry = createMetricsRegistry(version);
  const metrics = createPostgresMetrics(registry);
  const join = new LogJoin({
    onObserved: (checkpoint) => {
      records.push(checkpoint);
      if (records.length > KEPT) records.shift();
      metrics.recordCheckpoint(checkpoint);
      output.checkpoint(checkpoint);
    },
  });
  const tables = new TableWatch();
  let printed: ObserverView['lastInterruption'] = null;
  const looked = createLatch<ObserverView>();
  const refused = createLatch<Explained>();
  let fault = { code: '', since: performance.now() };
  const connect = async () => {
    const client = await connectObserver(options.asked.url);
    tables.use(client);
    return client;
  };
  const observer = new CheckpointObserver({
    connect,
    pollMs: options.pollMs,
    onRecord: (record) => join.addRecord(record),
    onView: (view) => {
      metrics.recordView(view);
      if (view.sample !== null) looked.resolve(view);
      if (view.lastInterruption !== null && view.lastInterruption !== printed) {
        printed = view.lastInterruption;
        output.interruption(printed);
      }
      output.view(view, records, () => adviseNow(view, records, tables.heat));
    },
    onLost: (error, { isRepeated }) => {
      const explained = explainPostgres(error, options.asked);
      if (fault.code !== explained.code) fault = { code: explained.code, since: performance.now() };
      const isPatient =
        performance.now() - fault.since < explained.patienceMs || observer.view.sample !== null;
      if (options.once || !isPatient) refused.resolve(explained);
      else if (!isRepeated) complain(`${explained.message}; trying again`);
    },
  });
  const tail = createTail(options, join);
  await tail?.start();
  if (tail !== null && tail.problem !== null)
    complain(`--log ${options.logFile} cannot be read (${tail.problem}); trying again`);
  const server = await startExporter(options, registry);
  await observer.start();
  const refusal = await Promise.race([
    refused.promise,
    (options.once ? looked.promise : waitForEnd()).then(() => null),
  ]);
  if (refusal !== null) throw new RefusedByServerError(refusal);
  await tables.read();
  if (options.once) output.once(observer.view, records, adviseNow(observer.view, records, tables.heat));
  await observer.stop();
  await tail?.stop();
  join.flush();
  await server?.stop();
}

function createTail({ logFile }: ObserveOptions, join: LogJoin): LogTail | null {
  if (logFile === null) return null;
  return new LogTail({
    file: logFile,
    onEvent: (event) => join.addEvent(event),
    onNotUnderstood: (line) => complain(`Log line not understood: ${line.slice(0, 300)}`),
  });
}

async function startExporter(
  { metrics }: ObserveOptions,
  registry: ReturnType<typeof createMetricsRegistry>,
) {
  if (metrics === null) return null;
  const readState = async () => ({ observer: { ok: true, detail: 'runs' } });
  const place = joinHostPort(metrics.host, metrics.port);
  const server = await startMetricsServer({ ...metrics, registry, readState }).catch((error: unknown) => {
    throw toListenRefusal(error, `--metrics is "${place}"`);
  });
  complain(`Metrics: http://${joinHostPort(metrics.host, server.port)}/metrics`);
  if (!isLoopback(metrics.host) && metrics.token === undefined) {
    complain('Whoever reaches this port can read the metrics: set METRICS_TOKEN to ask for a bearer token');
  }
  return server;
}

interface Output {
  checkpoint(checkpoint: ObservedCheckpoint): void;
  interruption(interruption: NonNullable<ObserverView['lastInterruption']>): void;
  view(view: ObserverView, records: readonly ObservedCheckpoint[], advise: () => readonly Advice[]): void;
  once(view: ObserverView, records: readonly ObservedCheckpoint[], advice: readonly Advice[]): void;
}

/** JSON lines for programs, a screen that is redrawn for people, a line per checkpoint where output is redirected. */
function createOutput({ json, once }: ObserveOptions): Output {
  const due = createEvery(VIEW_EVERY_MS);
  if (json) {
    return {
      checkpoint: (checkpoint) => say(JSON.stringify({ type: 'checkpoint', ...checkpoint })),
      interruption: (interruption) => say(JSON.stringify({ type: 'interruption', ...interruption })),
      view: (view) => {
        if (!once && due()) say(JSON.stringify({ type: 'view', ...view }));
      },
      once: (view, _records, advice) => {
        say(JSON.stringify({ type: 'view', ...view }));
        for (const one of advice) say(JSON.stringify({ type: 'advice', ...one }));
      },
    };
  }
  const showOnce: Output['once'] = (view, records, advice) =>
    say(renderView(view, records, advice).join('\n'));
  if (once || !process.stdout.isTTY) {
    return {
      checkpoint: (checkpoint) => say(describeRecord(checkpoint)),
      interruption: (interruption) => say(describeInterruption(interruption)),
      view: () => undefined,
      once: showOnce,
    };
  }
  return {
    checkpoint: () => undefined,
    // It is on the screen.
    interruption: () => undefined,
    view: (view, records, advise) => {
      if (due()) process.stdout.write(`${CLEAR_SCREEN}${renderView(view, records, advise()).join('\n')}\n`);
    },
    once: showOnce,
  };
}

/** True at most once in `ms` milliseconds. */
function createEvery(ms: number): () => boolean {
  let last = -Infinity;
  return () => {
    const now = performance.now();
    if (now - last < ms) return false;
    last = now;
    return true;
  };
}

function waitForEnd(): Promise<void> {
  return new Promise((resolve) => {
    // The reader has gone (head, less).
    process.stdout.on('error', () => resolve());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
