import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { METRIC } from '../../domain/metricNames.ts';

/** The sync job. */
export function createSyncMetrics(registry: Registry) {
  const registers = [registry];
  return {
    duration: new Histogram({
      name: METRIC.syncDuration,
      help: 'Wall time of one run of the sync job.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    batchRows: new Histogram({
      name: METRIC.syncBatchRows,
      help: 'Tokens in one batch of the sync job.',
      buckets: [1, 5, 10, 25, 50, 75, 100, 250, 500, 1000],
      registers,
    }),
    lastSuccess: new Gauge({
      name: METRIC.syncLastSuccess,
      help: 'When the sync job last ended well; 0 before the first time.',
      registers,
    }),
    fenced: new Counter({
      name: METRIC.syncFenced,
      help: 'Batches that wrote nothing because another flush came between; they are read and written again.',
      registers,
    }),
    failures: new Counter({
      name: METRIC.syncFailures,
      help: 'Runs of the sync job that failed; the buffer keeps everything and the job tries again.',
      registers,
    }),
  };
}
