import { METRIC } from '../../domain/metricNames.ts';
import { GREY, SERIES_LOOKS } from './colors.ts';
import type { Section } from './layout.ts';
import { JOB, maxOf, quantile, sumOf } from './promql.ts';
import { of, perSecond, rateOf, WAITING } from './selectors.ts';

export const BUFFER: Section = {
  title: 'Buffer and sync',
  charts: [
    {
      title: 'Entries in the buffer',
      description:
        'Waiting: written at the next sync. Parked: their row is missing, tried again. Dead: PostgreSQL refused them. All workers see the same buffer, so these are not added up.',
      unit: 'short',
      queries: [
        { expr: maxOf(of(METRIC.bufferEntries), JOB), legend: 'waiting' },
        { expr: maxOf(of(METRIC.bufferParked), JOB), legend: 'parked' },
        { expr: maxOf(of(METRIC.bufferDead), JOB), legend: 'dead' },
      ],
      looks: {
        waiting: SERIES_LOOKS['buffered']!,
        parked: SERIES_LOOKS['parked']!,
        dead: SERIES_LOOKS['dead']!,
      },
    },
    {
      title: 'Age of the oldest update',
      description:
        'Against the sync interval. Above twice the interval BreakwaterBufferNotDraining fires. Wall time.',
      unit: 's',
      queries: [
        { expr: WAITING, legend: 'oldest' },
        { expr: maxOf(of(METRIC.syncInterval), JOB), legend: 'sync interval' },
      ],
      looks: { oldest: SERIES_LOOKS['buffered']!, 'sync interval': SERIES_LOOKS['plateau']! },
    },
    {
      title: 'Updates accepted and merged',
      description:
        'Updates a second that the buffer took, and how many of them went into an entry that was already waiting: writes that never reach PostgreSQL.',
      unit: 'ops',
      queries: [
        { expr: perSecond(METRIC.bufferUpdates, JOB), legend: 'accepted' },
        { expr: perSecond(METRIC.bufferCoalesced, JOB), legend: 'merged' },
      ],
      looks: { accepted: SERIES_LOOKS['buffered']!, merged: SERIES_LOOKS['parked']! },
    },
    {
      title: 'Memory of the buffer',
      description: 'In Redis, estimated from a sample of the entries.',
      unit: 'bytes',
      queries: [{ expr: maxOf(of(METRIC.bufferMemory), JOB), legend: '{{job}}' }],
    },
    {
      title: 'Time of a sync',
      description: 'Wall time of one run of the sync job.',
      unit: 's',
      queries: [
        { expr: quantile(0.5, rateOf(METRIC.syncDuration, 'bucket'), []), legend: 'median' },
        { expr: quantile(0.95, rateOf(METRIC.syncDuration, 'bucket'), []), legend: '95th percentile' },
      ],
    },
    {
      title: 'Tokens per batch',
      description: 'Mean over the batches written. A full batch holds BATCH_SIZE tokens.',
      unit: 'short',
      queries: [
        {
          expr: `${sumOf(rateOf(METRIC.syncBatchRows, 'sum'), JOB)} / (${sumOf(rateOf(METRIC.syncBatchRows, 'count'), JOB)} > 0)`,
          legend: '{{job}}',
        },
      ],
    },
    {
      title: 'Servers that answer',
      description:
        '1 while PostgreSQL or Redis answers every worker within two seconds, 0 while one of them waits. Nothing accepted is lost meanwhile.',
      unit: 'none',
      queries: [{ expr: `min by (job, name) (${of(METRIC.serverUp)})`, legend: '{{name}}' }],
    },
    {
      title: 'Syncs that failed, batches fenced off',
      description:
        'Per second. A fenced batch wrote nothing because another worker was faster: expected with several workers. A failed sync is tried again.',
      unit: 'ops',
      queries: [
        { expr: perSecond(METRIC.syncFailures, JOB), legend: 'failed' },
        { expr: perSecond(METRIC.syncFenced, JOB), legend: 'fenced' },
      ],
      looks: { failed: SERIES_LOOKS['dead']!, fenced: GREY },
    },
    {
      title: 'Seconds since the last good sync',
      description: 'Wall time since any worker last ended a sync well, against the sync interval.',
      unit: 's',
      queries: [
        { expr: `time() - ${maxOf(of(METRIC.syncLastSuccess), JOB)}`, legend: 'last good sync' },
        { expr: maxOf(of(METRIC.syncInterval), JOB), legend: 'sync interval' },
      ],
      looks: { 'last good sync': SERIES_LOOKS['buffered']!, 'sync interval': SERIES_LOOKS['plateau']! },
    },
  ],
};
