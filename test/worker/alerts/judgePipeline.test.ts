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
  let lastSync: number | null = null;
  const meter = new PipelineMeter(registry, async () => lastSync);
  /** Every quarter of a minute, as the loop does about. */
  const readUntil = async (from: number, to: number) => {
    for (let minute = from + 0.25; minute < to; minute += 0.25) await meter.read(T0 + minute * MINUTE);
    return meter.read(T0 + to * MINUTE);
  };
  const component = 'EnrichTokenJob';
  sync.failures.inc(7);
  expect(await meter.read(T0)).toEqual({ ...well, sinceSyncSeconds: Infinity });

  buffer.oldest.set((T0 - 2 * MINUTE) / 1_000);
  buffer.dead.set(4);
  buffer.imbalance.set(-3);
  lastSync = T0;
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
  expect(await readUntil(1, 6)).toMatchObject({ syncFailures: 1, notFound: 0 });
  sync.failures.inc();
  expect(await readUntil(6, 30)).toMatchObject({ syncFailures: 2 });
  expect(await readUntil(30, 32)).toMatchObject({ syncFailures: 1 });
  // Nobody looked: what came meanwhile may be older than the window.
  sync.failures.inc(5);
  expect(await meter.read(T0 + 300 * MINUTE)).toMatchObject({ syncFailures: 0 });
});
