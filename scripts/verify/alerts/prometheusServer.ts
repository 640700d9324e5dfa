import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { stopChild } from '../../launch/embedded/child.ts';
import { chooseFreePort } from '../../launch/embedded/ports.ts';

const READY_PATIENCE_MS = 30_000;
const MISSING = 'prometheus and promtool are missing: apt-get install prometheus (npm test installs them).';

export interface PrometheusOptions {
  readonly dir: string;
  readonly targets: readonly { readonly job: string; readonly address: string }[];
  /** Files of rules by name. */
  readonly rules: Readonly<Record<string, string>>;
  readonly scrapeInterval: string;
}

/** One series of an answer; `values` are [seconds since the epoch, value]. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, number])[];
}

export interface PrometheusServer {
  readonly url: string;
  /** The value at one moment, now unless `at` (seconds) says otherwise; range vectors keep all of their values. */
  query(expr: string, at?: number): Promise<readonly Series[]>;
  /** Evaluated each `step` seconds. */
  queryRange(expr: string, range: { from: number; to: number; step: number }): Promise<readonly Series[]>;
  stop(): Promise<void>;
}

/** Runs promtool; its output where it fails. @throws Error where it is not installed. */
export function runPromtool(
  args: readonly string[],
  input = '',
): { readonly ok: boolean; readonly output: string } {
  const result = spawnSync('promtool', args, { encoding: 'utf8', input });
  if (result.error !== undefined) throw new Error(MISSING, { cause: result.error });
  return { ok: result.status === 0, output: result.stdout + result.stderr };
}

/** A real Prometheus on a port of its own. */
export async function startPrometheus(options: PrometheusOptions): Promise<PrometheusServer> {
  const port = await chooseFreePort(undefined);
  const url = `http://127.0.0.1:${port}`;
  writeConfig(options);
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(options.dir, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(options.dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await waitUntilReady(url, child);
  return {
    url,
    query: (expr, at) => ask(url, 'query', { query: expr, ...(at !== undefined && { time: String(at) }) }),
    queryRange: (expr, { from, to, step }) =>
      ask(url, 'query_range', {
        query: expr,
        start: String(from),
        end: String(to),
        step: String(step),
      }),
    stop: () => stopChild(child, 'SIGTERM', { signal: 'SIGKILL', patienceMs: 10_000 }),
  };
}

function writeConfig({ dir, targets, rules, scrapeInterval }: PrometheusOptions): void {
  mkdirSync(dir, { recursive: true });
  for (const [name, text] of Object.entries(rules)) writeFileSync(join(dir, name), text);
  const config = {
    global: {
      scrape_interval: scrapeInterval,
      scrape_timeout: scrapeInterval,
      evaluation_interval: scrapeInterval,
    },
    rule_files: Object.keys(rules),
    scrape_configs: targets.map(({ job, address }) => ({
      job_name: job,
      static_configs: [{ targets: [address] }],
    })),
  };
  writeFileSync(join(dir, 'prometheus.yml'), stringify(config));
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  const deadline = performance.now() + READY_PATIENCE_MS;
  while (performance.now() < deadline && failure === undefined && child.exitCode === null) {
    const answer = await fetch(`${url}/-/ready`).catch(() => null);
    if (answer?.ok === true) return;
    await delay(100);
  }
  child.kill('SIGKILL');
  throw failure === undefined
    ? new Error('Prometheus did not start')
    : new Error(MISSING, { cause: failure });
}

interface Answer {
  readonly status: 'success' | 'error';
  readonly error?: string;
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value?: readonly [number, string];
      readonly values?: readonly (readonly [number, string])[];
    }[];
  };
}

/** @throws Error with Prometheus' own words where it does not take the expression. */
async function ask(
  url: string,
  path: string,
  parameters: Readonly<Record<string, string>>,
): Promise<readonly Series[]> {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  });
  const answer = (await response.json()) as Answer;
  if (answer.status !== 'success') throw new Error(`${parameters['query']}: ${answer.error}`);
  return answer.data.result.map(({ metric, value, values }) => ({
    metric,
    values: (values ?? (value === undefined ? [] : [value])).map(
      ([time, text]) => [time, Number(text)] as const,
    ),
  }));
}
