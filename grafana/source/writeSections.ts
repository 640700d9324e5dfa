import { METRIC } from '../../domain/metricNames.ts';
import { COMPONENT_LOOKS, GREY, SERIES_LOOKS, STRATEGY_LOOKS } from './colors.ts';
import type { Section } from './layout.ts';
import { JOB, quantile } from './promql.ts';
import { perHour, perSecond, rateOf, STRATEGIES } from './selectors.ts';

export const WRITES: Section = {
  title: 'Writes to PostgreSQL',
  charts: [
    {
      title: 'Write statements per hour, by component',
      description:
        'Per hour of workload time. A line marks each switch of strategy: values before it are on its left, those after it on its right.',
      unit: 'short',
      draw: 'stacked',
      queries: [
        { expr: perHour(perSecond(METRIC.statements, ['job', 'component'])), legend: '{{component}}' },
      ],
      looks: COMPONENT_LOOKS,
    },
    {
      title: 'Rows per hour, by component',
      description: 'Rows written per hour of workload time, rows of the price history among them.',
      unit: 'short',
      draw: 'stacked',
      queries: [
        { expr: perHour(perSecond(METRIC.rowsWritten, ['job', 'component'])), legend: '{{component}}' },
      ],
      looks: COMPONENT_LOOKS,
    },
    {
      title: 'Statement time, 95th percentile',
      description: 'Wall time of a write statement with its round trip, by component.',
      unit: 's',
      queries: [
        {
          expr: quantile(0.95, rateOf(METRIC.writeDuration, 'bucket'), ['component']),
          legend: '{{component}}',
        },
      ],
      looks: COMPONENT_LOOKS,
    },
    {
      title: 'Statements by outcome',
      description:
        'Per second of wall time. ok: committed. fenced: another flush came first, read and written again. refused: a row is not acceptable and becomes a dead letter. failed: the server was away.',
      unit: 'ops',
      draw: 'stacked',
      queries: [{ expr: perSecond(METRIC.statements, ['outcome']), legend: '{{outcome}}' }],
      looks: {
        ok: SERIES_LOOKS['buffered']!,
        fenced: GREY,
        refused: SERIES_LOOKS['parked']!,
        failed: SERIES_LOOKS['dead']!,
      },
    },
    {
      title: 'Active strategy',
      description: 'Which strategy was active when.',
      unit: 'none',
      draw: 'bars',
      max: 1,
      queries: [{ expr: STRATEGIES, legend: '{{strategy}}' }],
      looks: STRATEGY_LOOKS,
    },
    {
      title: 'WAL by component',
      description:
        "Bytes of WAL a second that a component's own connections wrote. PostgreSQL 18 and later; empty before.",
      unit: 'Bps',
      draw: 'stacked',
      queries: [{ expr: perSecond(METRIC.componentWal, ['component']), legend: '{{component}}' }],
      looks: COMPONENT_LOOKS,
    },
  ],
};

export const ARRIVAL: Section = {
  title: 'Latency and what comes in',
  charts: [
    {
      title: 'Latency to PostgreSQL, median',
      description: 'Wall time from the acceptance of a value to its commit, by kind of write.',
      unit: 's',
      queries: [{ expr: quantile(0.5, rateOf(METRIC.dataLatency, 'bucket'), ['kind']), legend: '{{kind}}' }],
    },
    {
      title: 'Latency to PostgreSQL, 95th percentile',
      description: 'The same; buffered kinds reach up to one sync interval.',
      unit: 's',
      queries: [{ expr: quantile(0.95, rateOf(METRIC.dataLatency, 'bucket'), ['kind']), legend: '{{kind}}' }],
    },
    {
      title: 'Events accepted, by kind',
      description: 'Per second of wall time.',
      unit: 'ops',
      draw: 'stacked',
      queries: [{ expr: perSecond(METRIC.events, ['kind']), legend: '{{kind}}' }],
    },
    {
      title: 'Rows not found, values overtaken, frames rejected',
      description:
        'Per second. Not found: looked for before it exists, tried again. Overtaken: a newer poll came first. Rejected: a frame without a usable event.',
      unit: 'ops',
      queries: [
        { expr: perSecond(METRIC.recordNotFound, JOB), legend: 'rows not found' },
        { expr: perSecond(METRIC.staleUpdates, JOB), legend: 'values overtaken' },
        { expr: perSecond(METRIC.framesRejected, JOB), legend: 'frames rejected' },
      ],
    },
  ],
};
