import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_DOCS, renderAlerts, renderRecordingRules } from '../../grafana/source/prometheusFiles.ts';
import { RECORDED } from '../../grafana/source/recordingRules.ts';
import { PRODUCTION } from '../../grafana/source/timing.ts';
import {
  type PrometheusServer,
  runPromtool,
  startPrometheus,
} from '../../scripts/verify/alerts/prometheusServer.ts';
import { startWorkerStack, type WorkerStack } from '../../scripts/verify/alerts/workerStack.ts';
import { METRIC } from '../../domain/metricNames.ts';
import { nameSeries, readSamples } from './support/exposition.ts';
import { fillIn, listExpressions } from './support/expressions.ts';
import { type ScrapeTee, startScrapeTee } from './support/scrapeTee.ts';

/** A workload hour a minute: after one the worker's own figure of writes per hour covers a whole one. */
const TIME_SCALE = 60;
const BEFORE_MS = 125_000;
const AFTER_MS = 40_000;
const OTHERS_MS = 6_000;
const COMPARED_SECONDS = 60;
const MAX_SERIES = 500;
const TIMING = { ...PRODUCTION, evaluationInterval: '1s', window: '1m', longWindow: '1m' };

/** Without data in this run, and rightly so. */
const EMPTY: Readonly<Record<string, string>> = {
  [METRIC.framesRejected]: 'a simulated source has no frames',
  [METRIC.staleUpdates]: 'one worker polls in order: nothing overtakes',
  ALERTS: 'nothing is wrong, so no alert fires',
};

let stack: WorkerStack;
let tee: ScrapeTee;
let prometheus: PrometheusServer;
let from: number;
/** The moment of the switch, and the end of the run; seconds since the epoch. */
let switchedAt: number;
let to: number;

beforeAll(async () => {
  stack = await startWorkerStack({
    PRESET: 'seed',
    TIME_SCALE: String(TIME_SCALE),
    STRATEGY: 'direct',
    LOG_LEVEL: 'silent',
  });
  tee = await startScrapeTee(stack.metricsAddress);
  prometheus = await startPrometheus({
    dir: join(stack.dataDir, 'prometheus'),
    targets: [{ job: 'breakwater', address: tee.address }],
    rules: {
      'recording.yml': renderRecordingRules(TIMING),
      'alerts.yml': renderAlerts(TIMING, DEFAULT_DOCS),
    },
    scrapeInterval: '1s',
  });
  from = Date.now() / 1_000;
  await changeSetting(stack.databaseUrl);
  await delay(BEFORE_MS);
  switchedAt = Date.now() / 1_000;
  await stack.setStrategy('hybrid');
  await delay(AFTER_MS);
  for (const strategy of ['buffer-all', 'hybrid-split'] as const) {
    await stack.setStrategy(strategy);
    await delay(OTHERS_MS);
  }
  to = Date.now() / 1_000;
}, 400_000);

afterAll(async () => {
  await prometheus?.stop();
  await tee?.stop();
  await stack?.stop();
}, 60_000);

/** A mark of another kind than a switch. */
async function changeSetting(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("alter system set max_wal_size = '2GB'");
  await client.query('select pg_reload_conf()');
  await client.end();
}

const readRange = (expr: string, start = from, end = to) =>
  prometheus.queryRange(fillIn(expr, { rate: '1m', range: '2m' }), { from: start, to: end, step: 1 });

describe('every expression', () => {
  it('of panels, marks, rules and alerts has data, but for a few with a reason', async () => {
    const empty: string[] = [];
    for (const { where, expr } of listExpressions(TIMING)) {
      const series = await readRange(expr);
      const isExpected = Object.keys(EMPTY).some((name) => expr.includes(name));
      if (series.every(({ values }) => values.every(([, value]) => Number.isNaN(value))) && !isExpected) {
        empty.push(`${where}: ${expr}`);
      }
    }
    expect(empty).toEqual([]);
  });

  it('is taken as it is by the rules that Prometheus runs', async () => {
    const answer = (await (await fetch(`${prometheus.url}/api/v1/rules`)).json()) as {
      data: { groups: { rules: { name: string; health: string }[] }[] };
    };
    const rules = answer.data.groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(20);
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
  });

  it('that marks a switch of strategy finds each of them once', async () => {
    const { expr } = listExpressions(TIMING).find(({ where }) => where.endsWith('mark Strategy switches'))!;
    const series = await prometheus.queryRange(fillIn(expr, { rate: '1m', range: '2m' }), {
      from,
      to,
      step: 5,
    });
    expect(series.map(({ metric, values }) => [metric['strategy'], values.length])).toEqual([
      ['buffer-all', 1],
      ['hybrid', 1],
      ['hybrid-split', 1],
    ]);
  });
});

describe("Prometheus' values", () => {
  it("are the worker's own, each sample of each series", async () => {
    const series = await prometheus.query('{job="breakwater", __name__=~"breakwater_.*"}[20s]', to);
    const wrong: string[] = [];
    const own = new Map(tee.scrapes.slice(-40).map(({ at, text }) => [at, readSamples(text)]));
    let compared = 0;
    for (const { metric, values } of series) {
      const { __name__: name, job: _job, instance: _instance, ...labels } = metric;
      for (const [time, value] of values) {
        const at = [...own.keys()].find((moment) => Math.abs(moment - time * 1_000) < 400);
        const said = at === undefined ? undefined : own.get(at)!.get(nameSeries(name!, labels));
        if (said === value) compared++;
        else wrong.push(`${nameSeries(name!, labels)} at ${time}: ${value}, the worker says ${said}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(2_000);
  });

  it("give the worker's own writes per hour within 1 %", async () => {
    const window = `[${COMPARED_SECONDS}s]`;
    const own = await prometheus.query(`avg_over_time(${METRIC.writesPerHour}${window})`, switchedAt);
    const rule = await prometheus.query(`avg_over_time(${RECORDED.writesPerHour}${window})`, switchedAt);
    const expected = own[0]!.values[0]![1];
    expect(expected).toBeGreaterThan(500);
    expect(Math.abs(rule[0]!.values[0]![1] / expected - 1)).toBeLessThan(0.01);
  });

  it('fall where the strategy is switched', async () => {
    const [before] = await prometheus.query(RECORDED.writesPerHour, switchedAt);
    const [after] = await prometheus.query(
      `sum by (job) (rate(${METRIC.statements}[30s])) * 3600 / ${TIME_SCALE}`,
      switchedAt + AFTER_MS / 1_000 - 1,
    );
    expect(after!.values[0]![1]).toBeLessThan(before!.values[0]![1] / 5);
  });
});

describe('/metrics', () => {
  it('is clean for promtool', () => {
    expect(runPromtool(['check', 'metrics'], tee.scrapes.at(-1)!.text)).toEqual({ ok: true, output: '' });
  });

  it(`has at most ${MAX_SERIES} series after every strategy was active`, () => {
    expect(readSamples(tee.scrapes.at(-1)!.text).size).toBeLessThanOrEqual(MAX_SERIES);
  });
});
