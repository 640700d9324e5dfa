import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DEFAULT_DOCS, renderAlerts, renderRecordingRules } from '../../grafana/source/prometheusFiles.ts';
import { formatBytes } from '../../domain/format.ts';
import { PRODUCTION, type Timing } from '../../grafana/source/timing.ts';
import { STRATEGY_NAMES } from '../../domain/strategies.ts';
import { wholeNumber } from '../command/arguments.ts';
import { defineCommand } from '../command/Command.ts';
import { createOutput, outputFlags } from '../command/output.ts';
import { readFired, waitForAlerts } from './alerts/alertWatch.ts';
import { createFaults, type Fault } from './alerts/faults.ts';
import { quantileOf } from '../../domain/statistics.ts';
import { timeRequests } from './alerts/timeRequests.ts';
import { type PrometheusServer, startPrometheus } from './alerts/prometheusServer.ts';
import { listenForWebhook, type WebhookListener } from './alerts/webhookListener.ts';
import { startWorkerStack, type WorkerStack } from './alerts/workerStack.ts';

const USAGE = `Usage: npm run verify -- alerts [--healthy MINUTES] [--scrapes N] [--json] [--output FILE]

Real alerts on a real Prometheus, from a system of its own (preset incident): after a run in good health, in which none may
fire, things go wrong one by one, and the alert for each must fire and end. Rules come from the same source as those in
grafana/; for the faults all durations are shortened alike. The worker's webhook keeps the durations of production: it must
say each alert within a minute of Prometheus with the same durations. Measures the scrape under full load, too. About 25
minutes.

  --healthy MINUTES  of good health, watched with the durations of production and with the short ones (default 10)
  --scrapes N        timed scrapes under strategy direct (default 300)
  --json             the results for programs; --output FILE the same into FILE (.json)`;

/** As in production, but windows of a minute or two, and a tenth of what conditions must hold. */
const SHORT: Timing = {
  evaluationInterval: '1s',
  window: '30s',
  longWindow: '2m',
  hold: (seconds) => `${Math.ceil(seconds / 10)}s`,
  graceSeconds: 10,
};
const STRATEGY_MS = 20_000;
/** A sync interval and a run of the sync job: what the last fault left does not count for the next. */
const SETTLE_MS = 45_000;
const FIRES_WITHIN_S = 240;
const ENDS_WITHIN_S = 300;
/** With the durations of production. */
const PRODUCTION_FIRES_WITHIN_S = 420;
const WEBHOOK_LATER_BY_S = 60;

interface Check {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

export const command = defineCommand({
  usage: USAGE,
  flags: { healthy: wholeNumber(1, 600, 10), scrapes: wholeNumber(1, 100_000, 300), ...outputFlags() },
  run: async ({ healthy, scrapes, json, output }) => {
    const { say, give } = createOutput({ json, output });
    const checks: Check[] = [];
    const report = (done: Check): void => {
      checks.push(done);
      const load = loadavg()[0]!.toFixed(1);
      say(`${done.ok ? 'ok  ' : 'FAIL'} ${done.what}: ${done.detail} (load ${load})`);
    };
    await checkAll(healthy, scrapes, report);
    const failed = checks.filter(({ ok }) => !ok).length;
    give({ value: checks, text: `${checks.length - failed} as they should be, ${failed} not` });
    return failed === 0 ? 0 : 1;
  },
});

async function checkAll(
  healthyMinutes: number,
  scrapes: number,
  report: (check: Check) => void,
): Promise<void> {
  const webhook = await listenForWebhook();
  const stack = await startWorkerStack({
    PRESET: 'incident',
    TIME_SCALE: '10',
    STRATEGY: 'direct',
    LOG_LEVEL: 'silent',
    WEBHOOK: webhook.url,
    WEBHOOK_PRIVATE: 'on',
  });
  const servers: PrometheusServer[] = [];
  try {
    report(await measureScrapes(stack, scrapes));
    report(await countSeries(stack));
    await stack.setStrategy('hybrid');
    for (const timing of [SHORT, { ...PRODUCTION, evaluationInterval: '1s' }]) {
      servers.push(await startWatching(stack, timing));
    }
    const [short, production] = servers as [PrometheusServer, PrometheusServer];
    const watchers = { short, production, webhook };
    report(await stayHealthy(watchers, healthyMinutes));
    for (const fault of createFaults(stack)) report(await goThrough(fault, watchers));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await stack.stop();
    webhook.stop();
  }
}

function startWatching({ dataDir, metricsAddress }: WorkerStack, timing: Timing): Promise<PrometheusServer> {
  return startPrometheus({
    dir: join(dataDir, `prometheus-${timing.longWindow}`),
    targets: [{ job: 'breakwater', address: metricsAddress }],
    rules: {
      'recording.yml': renderRecordingRules(timing),
      'alerts.yml': renderAlerts(timing, DEFAULT_DOCS),
    },
    scrapeInterval: '1s',
  });
}

/** Beside it an answer that costs nothing: what the two have in common is the machine's, not the metrics'. */
async function measureScrapes(stack: WorkerStack, count: number): Promise<Check> {
  const scrape = await timeRequests(`http://${stack.metricsAddress}/metrics`, count);
  const bare = await timeRequests(`http://${stack.metricsAddress}/healthz`, count);
  const name = (times: readonly number[]): string =>
    `median ${quantileOf(times, 0.5).toFixed(1)} ms, p99 ${quantileOf(times, 0.99).toFixed(1)} ms`;
  return {
    what: 'scrape under direct, p99 at most 10 ms',
    ok: quantileOf(scrape, 0.99) <= 10,
    detail: `n ${count}, ${name(scrape)}; an empty answer: ${name(bare)}`,
  };
}

async function countSeries(stack: WorkerStack): Promise<Check> {
  for (const strategy of STRATEGY_NAMES) {
    await stack.setStrategy(strategy);
    await delay(STRATEGY_MS);
  }
  const text = await stack.readMetrics();
  const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
  return {
    what: 'series after every strategy, at most 500',
    ok: series <= 500,
    detail: `${series} series, ${formatBytes(text.length)}`,
  };
}

interface Watchers {
  readonly short: PrometheusServer;
  readonly production: PrometheusServer;
  readonly webhook: WebhookListener;
}

async function stayHealthy(watchers: Watchers, minutes: number): Promise<Check> {
  const from = Date.now() / 1_000;
  await delay(minutes * 60_000);
  const range = { from, to: Date.now() / 1_000 };
  const short = await readFired(watchers.short, range);
  const production = await readFired(watchers.production, range);
  const said = watchers.webhook.listFired(from * 1_000);
  const name = (fired: readonly string[]): string => (fired.length === 0 ? 'none' : fired.join(', '));
  return {
    what: `no alert in ${minutes} healthy minutes`,
    ok: [short, production, said].every((fired) => fired.length === 0),
    detail: `fired: ${name(production)}; with short durations: ${name(short)}; by the webhook: ${name(said)}`,
  };
}

async function goThrough({ what, alerts, begin, end }: Fault, watchers: Watchers): Promise<Check> {
  const { short, production, webhook } = watchers;
  await delay(SETTLE_MS);
  const begunAt = Date.now();
  await begin();
  // Nobody posts for a worker that is stopped.
  const canEnd = what !== 'worker stopped';
  const [fired, slowly, said] = await Promise.all([
    waitForAlerts(short, alerts, { firing: true, patienceSeconds: FIRES_WITHIN_S }),
    canEnd
      ? waitForAlerts(production, alerts, { firing: true, patienceSeconds: PRODUCTION_FIRES_WITHIN_S })
      : 0,
    canEnd ? waitForMessages(webhook, alerts, begunAt) : 0,
  ]);
  await end();
  const ended = canEnd
    ? await waitForAlerts(short, alerts, { firing: false, patienceSeconds: ENDS_WITHIN_S })
    : 0;
  const after = (seconds: number | null): string =>
    seconds === null ? 'never' : `after ${seconds.toFixed(0)} s`;
  const isSaid = slowly !== null && said !== null && said - slowly <= WEBHOOK_LATER_BY_S;
  return {
    what: `${what} → ${alerts.join(', ')}`,
    ok: fired !== null && ended !== null && isSaid,
    detail: `fired ${after(fired)}${canEnd ? `, ended ${after(ended)}; with the durations of production ${after(slowly)}, by the webhook ${after(said)}` : ''}`,
  };
}

/** Seconds until all of them were said to fire; null if that takes too long. */
async function waitForMessages(
  webhook: WebhookListener,
  names: readonly string[],
  since: number,
): Promise<number | null> {
  const patienceSeconds = PRODUCTION_FIRES_WITHIN_S + WEBHOOK_LATER_BY_S;
  const spent = (): number => (Date.now() - since) / 1_000;
  while (spent() < patienceSeconds) {
    const said = webhook.listFired(since);
    if (names.every((name) => said.includes(name))) return spent();
    await delay(500);
  }
  return null;
}
