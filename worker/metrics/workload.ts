import { Gauge, type Registry } from 'prom-client';
import { METRIC } from '../../domain/metricNames.ts';

/** Metrics that turn wall time into workload time, so that any reader of the counters can do so too. */
export function createWorkloadMetrics(
  registry: Registry,
  workload: { readonly timeScale: number; readonly syncIntervalMs: number },
): void {
  const registers = [registry];
  new Gauge({
    name: METRIC.timeScale,
    help: 'Seconds of workload time per second of wall time (TIME_SCALE).',
    registers,
  }).set(workload.timeScale);
  new Gauge({
    name: METRIC.syncInterval,
    help: 'Wall time between two runs of the sync job.',
    registers,
  }).set(workload.syncIntervalMs / workload.timeScale / 1_000);
}
