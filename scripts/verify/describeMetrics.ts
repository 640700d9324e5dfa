import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Registry } from 'prom-client';
import { createMetricsRegistry } from '../../worker/metrics/registry.ts';
import { createPostgresMetrics } from '../../worker/metrics/postgres.ts';
import { createRecorder } from '../../worker/metrics/recorder.ts';
import { createServerMetrics } from '../../worker/metrics/servers.ts';
import { createWorkloadMetrics } from '../../worker/metrics/workload.ts';
import { projectDir } from '../../machine/projectDir.ts';
import { say } from '../command/terminal.ts';

const HEAD = `# Metrics

The worker serves them at \`/metrics\` (port 9464), \`npm run observe -- --metrics PORT\` those that begin with
\`breakwater_pg_\`. Units are in the names; \`_total\` counts up. Figures "per hour" are per hour of workload time, all
others are wall time. Counters of PostgreSQL (\`pg_wal_*\`, \`pg_checkpoint_seconds_total\`, \`pg_checkpoint_buffers_written_total\`)
are passed on as the server counts them and fall when its statistics are reset. This page is written by
\`npm run verify -- metrics\`.

| metric | type | labels | meaning |
| --- | --- | --- | --- |
`;
const SETTINGS = {
  checkpointTimeoutSeconds: 300,
  completionTarget: 0.9,
  maxWalSizeBytes: 1024 ** 3,
  segmentBytes: 16 * 1024 ** 2,
  sharedBuffersPages: 16_384,
  fullPageWrites: true,
  walCompression: 'off',
  logCheckpoints: true,
};

/** The page's text. */
export async function describeMetrics(): Promise<string> {
  const registry = createMetricsRegistry('0');
  createWorkloadMetrics(registry, { timeScale: 1, syncIntervalMs: 300_000 });
  createRecorder(registry, { timeScale: 1, syncIntervalMs: 300_000, source: 'simulate' });
  createServerMetrics(registry);
  // The histogram's buckets follow the settings, so it is made with the first view.
  createPostgresMetrics(registry).recordView({
    status: { connected: false },
    settings: SETTINGS,
    sample: null,
    walTriggerBytes: null,
    dirtyBuffers: null,
    running: null,
    next: null,
  });
  const rows = registry.getMetricsAsArray().map((metric) => describeMetric(registry, metric.name));
  return `${HEAD}${rows.sort().join('\n')}\n`;
}

/** prom-client keeps the labels on the metric without typing them. */
function describeMetric(registry: Registry, name: string): string {
  const metric = registry.getSingleMetric(name) as unknown as {
    readonly help: string;
    readonly labelNames: readonly string[];
    readonly constructor: { readonly name: string };
  };
  const labels = metric.labelNames.map((label) => `\`${label}\``).join(', ');
  return `| \`${name}\` | ${metric.constructor.name.toLowerCase()} | ${labels} | ${metric.help.replaceAll('|', '\\|')} |`;
}

export async function writeMetricsPage(): Promise<void> {
  writeFileSync(join(projectDir, 'docs', 'metrics.md'), await describeMetrics());
  say('Wrote docs/metrics.md');
}
