import { METRIC } from '../../domain/metricNames.ts';
import { BUFFER } from './bufferSection.ts';
import { STRATEGY_LOOKS } from './colors.ts';
import { CHECKPOINTS_LINK, type DashboardSpec, PIPELINE_LINK, type Section } from './layout.ts';
import { increase, JOB, maxOf, sumOf } from './promql.ts';
import { of, STRATEGIES, WAITING } from './selectors.ts';
import { ARRIVAL, WRITES } from './writeSections.ts';

const GLANCE: Section = {
  title: 'At a glance',
  stats: [
    {
      title: 'Strategy',
      description: 'The active strategy. Switch it in the web dashboard or with npm run strategy.',
      unit: 'none',
      show: 'name',
      queries: [{ expr: `${STRATEGIES} == 1`, legend: '{{strategy}}' }],
      looks: STRATEGY_LOOKS,
    },
    {
      title: 'Writes per hour',
      description:
        'Write statements per hour of workload time, over the last such hour or since the last switch, as the workers count them.',
      unit: 'short',
      queries: [{ expr: sumOf(of(METRIC.writesPerHour), JOB), legend: '{{job}}' }],
    },
    {
      title: 'Waiting in the buffer',
      description: 'Tokens with updates that Redis holds and PostgreSQL does not have yet.',
      unit: 'short',
      queries: [{ expr: maxOf(of(METRIC.bufferEntries), JOB), legend: '{{job}}' }],
    },
    {
      title: 'Oldest update waits',
      description: 'Age of the oldest buffered update, wall time; 0 when nothing waits.',
      unit: 's',
      queries: [{ expr: WAITING, legend: '{{job}}' }],
    },
    {
      title: 'Failed syncs',
      description: 'Runs of the sync job that failed within the range shown.',
      unit: 'short',
      queries: [{ expr: sumOf(increase(of(METRIC.syncFailures), '$__range'), JOB), legend: '{{job}}' }],
    },
    {
      title: 'Ledger',
      description: 'Accepted updates that cannot be accounted for. Anything but 0 is a loss.',
      unit: 'short',
      queries: [{ expr: maxOf(`abs(${of(METRIC.bufferImbalance)})`, JOB), legend: '{{job}}' }],
    },
  ],
};

/** The events that arrive, wait and are written, and how late. */
export const PIPELINE: DashboardSpec = {
  ...PIPELINE_LINK,
  description: 'Writes of the pipeline by component, its buffer, its sync job and its latency.',
  present: METRIC.writesPerHour,
  other: CHECKPOINTS_LINK,
  page: '/',
  sections: [GLANCE, WRITES, BUFFER, ARRIVAL],
};
