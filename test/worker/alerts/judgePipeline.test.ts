import { expect, it } from 'vitest';
import { PIPELINE_ALERT_NAMES, type PipelineAlert } from '../../../domain/alerts.ts';
import { judgePipeline } from '../../../worker/alerts/judgePipeline.ts';
import { type PipelineFacts, PipelineMeter } from '../../../worker/alerts/PipelineMeter.ts';
import { createBufferMetrics } from '../../../worker/metrics/buffer.ts';
import { createEventMetrics } from '../../../worker/metrics/events.ts';
import { createMetricsRegistry } from '../../../worker/metrics/registry.ts';
import { createSyncMetrics } from '../../../worker/metrics/sync.ts';
import { createWorkloadMetrics } from '../../../worker/metrics/workload.ts';

const MINUTE = 60_000;
const T0 = 1_700_000_000_000;
const well: PipelineFacts = {
  syncIntervalSeconds: 300,
  oldestSeconds: 0,
  sinceSyncSeconds: 10,
  syncFailures: 0,
  imbalance: 0,
  dead: 0,
  notFound: 0,
};

/** For each alert what fires, and the nearest that does not. Two intervals and a minute are 660 s. */
const CASES: Readonly<
  Record<PipelineAlert, readonly [fires: Partial<PipelineFacts>, silent: Partial<PipelineFacts>]>
> = {
  BreakwaterBufferNotDraining: [{ oldestSeconds: 661 }, { oldestSeconds: 660 }],
  BreakwaterSyncFailing: [
    { syncFailures: 1, sinceSyncSeconds: 661 },
    // A run went well since; and none that failed.
    { syncFailures: 3, sinceSyncSeconds: 660 },
  ],
  BreakwaterLedgerImbalance: [{ imbalance: -1 }, {}],
  BreakwaterDeadLetters: [{ dead: 1 }, {}],
  BreakwaterRecordsNotFound: [{ notFound: 1 }, {}],
};

it.each(PIPELINE_ALERT_NAMES)('%s fires, and is silent at what is nearest', (name) => {
  const [fires, silent] = CASES[name];
  expect(judgePipeline({ ...well, ...fires })[name].holds).toBe(true);
  expect(judgePipeline({ ...well, ...silent })[name].holds).toBe(false);
});

it('a sync that never ended well is said as that', () => {
  const { BreakwaterSyncFailing } = judgePipeline({ ...well, syncFailures: 2, sinceSyncSeconds: Infinity });
  expect(BreakwaterSyncFailing).toEqual({
    holds: true,
    value: '2 failures in 30 min, none has ended well yet',
    threshold: 'a failure, and none that ended well for more than 660 s',
  });
});

it('reads the metrics of the worker, and counts what rose within each window', async () => {
  const registry = createMetricsRegistry('0.0.0');
  createWorkloadMetrics(registry, { timeScale: 10, syncIntervalMs: 3_000_000 });
  const buffer = createBufferMetrics(registry);
  const sync = createSyncMetrics(registry);
  const { recordNotFound } = createEventMetrics(registry, 'seed');
  const meter = new PipelineMeter(registry);
  const component = 'EnrichTokenJob';
  sync.failures.inc(7);
  expect(await meter.read(T0)).toEqual({ ...well, sinceSyncSeconds: Infinity });

  buffer.oldest.set((T0 - 2 * MINUTE) / 1_000);
  buffer.dead.set(4);
  buffer.imbalance.set(-3);
  sync.lastSuccess.set(T0 / 1_000);
  sync.failures.inc();
  recordNotFound.inc({ component }, 2);
  expect(await meter.read(T0 + MINUTE)).toEqual({
    syncIntervalSeconds: 300,
    oldestSeconds: 180,
    sinceSyncSeconds: 60,
    syncFailures: 1,
    imbalance: -3,
    dead: 4,
    notFound: 2,
  });
  expect(await meter.read(T0 + 6 * MINUTE)).toMatchObject({ syncFailures: 1, notFound: 0 });
  sync.failures.inc();
  expect(await meter.read(T0 + 30 * MINUTE)).toMatchObject({ syncFailures: 2 });
  expect(await meter.read(T0 + 32 * MINUTE)).toMatchObject({ syncFailures: 1 });
});
