import { METRIC } from '../../domain/metricNames.ts';
import { CAUSE_LOOKS, GREY, PAGE_WRITER_LOOKS, SERIES_LOOKS } from './colors.ts';
import { CHECKPOINTS_LINK, type DashboardSpec, PIPELINE_LINK, type Section } from './layout.ts';
import { increase, maxOf, quantile, rate, SERVER, sumOf } from './promql.ts';
import { of, rateOf, seen, seenPerSecond, serverSetting } from './selectors.ts';
import { WAL } from './walSection.ts';

const timeout = serverSetting('checkpoint_timeout_seconds');
const target = serverSetting('checkpoint_completion_target');
const lastDuration = maxOf(sumOf(of(METRIC.checkpointLastDuration), [...SERVER, 'instance']), SERVER);
const byCause = (outcome: string, window: string): string =>
  maxOf(increase(of(METRIC.checkpoints, [`outcome="${outcome}"`]), window), ['cause']);

const GLANCE: Section = {
  title: 'At a glance',
  stats: [
    {
      title: 'Time spent checkpointing',
      description: 'Share of the range shown in which a checkpoint ran. It does not depend on TIME_SCALE.',
      unit: 'percentunit',
      queries: [
        {
          expr: maxOf(`avg_over_time(${of(METRIC.checkpointInProgress)}[$__range])`, SERVER),
          legend: '{{job}} {{server}}',
        },
      ],
    },
    {
      title: 'Last checkpoint',
      description: 'Write and sync time of the last checkpoint, wall time.',
      unit: 's',
      queries: [{ expr: lastDuration, legend: '{{job}} {{server}}' }],
    },
    {
      title: 'Of its interval',
      description: 'The last checkpoint as a share of checkpoint_timeout. From 98 % on it overran.',
      unit: 'percentunit',
      queries: [{ expr: `${lastDuration} / ${timeout}`, legend: '{{job}} {{server}}' }],
    },
    {
      title: 'Expected',
      description: 'Write time expected of the running checkpoint, else of the next.',
      unit: 's',
      queries: [{ expr: seen(METRIC.checkpointPredicted), legend: '{{job}} {{server}}' }],
    },
    {
      title: 'Way to a forced one',
      description:
        'WAL since the redo point as a share of what forces a checkpoint. At 100 % the next comes before its time.',
      unit: 'percentunit',
      queries: [
        { expr: `${seen(METRIC.walSinceRedo)} / ${seen(METRIC.walTrigger)}`, legend: '{{job}} {{server}}' },
      ],
    },
    {
      title: 'Observer',
      description: '1 while PostgreSQL is read; at 0 everything here is old.',
      unit: 'none',
      queries: [{ expr: seen(METRIC.observerConnected), legend: '{{job}} {{server}}' }],
    },
  ],
};

const DURATION: Section = {
  title: 'Duration and pages',
  charts: [
    {
      title: 'Duration of the last checkpoint, against its plateau',
      description:
        'PostgreSQL paces a checkpoint to end at c·T, checkpoint_completion_target × checkpoint_timeout: many checkpoints lie on that line, and none is slow because of it. Below it, each page costs about 0.1 s at the least.',
      unit: 's',
      draw: 'steps',
      queries: [
        { expr: lastDuration, legend: 'write and sync' },
        { expr: seen(METRIC.checkpointLastDuration, ['phase="sync"']), legend: 'sync' },
        { expr: `${timeout} * ${target}`, legend: 'c·T' },
      ],
      looks: {
        'write and sync': SERIES_LOOKS['seconds']!,
        sync: SERIES_LOOKS['parked']!,
        c·T: SERIES_LOOKS['plateau']!,
      },
    },
    {
      title: 'Write time, predicted and actual',
      description:
        'Predicted: of the running checkpoint, else of the next. Actual: of the last that ended. While one runs, read the prediction; when it ends, the actual steps to what came.',
      unit: 's',
      draw: 'steps',
      queries: [
        { expr: seen(METRIC.checkpointPredicted), legend: 'predicted' },
        { expr: seen(METRIC.checkpointLastDuration, ['phase="write"']), legend: 'actual' },
      ],
      looks: { predicted: SERIES_LOOKS['predictedSeconds']!, actual: SERIES_LOOKS['seconds']! },
    },
    {
      title: 'Pages written by checkpoints',
      description: 'Pages of 8 kB a second.',
      unit: 'ops',
      queries: [{ expr: seenPerSecond(METRIC.checkpointBuffers), legend: 'pages' }],
      looks: { pages: SERIES_LOOKS['pages']! },
    },
    {
      title: 'Pages written, by whom',
      description:
        'Pages of 8 kB a second. A page that the background writer or a backend writes costs a checkpoint nothing more than its nap, but the storage as much. Before PostgreSQL 16 backends include vacuum.',
      unit: 'ops',
      draw: 'stacked',
      queries: [{ expr: seenPerSecond(METRIC.pagesWritten, ['by']), legend: '{{by}}' }],
      looks: PAGE_WRITER_LOOKS,
    },
    {
      title: 'Pages per checkpoint',
      description:
        'Mean over the range shown up to each point: pages written by checkpoints, by checkpoints completed.',
      unit: 'short',
      queries: [
        {
          expr: `${maxOf(increase(of(METRIC.checkpointBuffers), '$__range'), SERVER)} / (${maxOf(
            sumOf(increase(of(METRIC.checkpoints, ['outcome="done"']), '$__range'), [...SERVER, 'instance']),
            SERVER,
          )} > 0)`,
          legend: '{{job}} {{server}}',
        },
      ],
      looks: { pages: SERIES_LOOKS['pages']! },
    },
    {
      title: 'Durations, median and 95th percentile',
      description:
        'Of the checkpoints in the range shown up to each point. Buckets are shares of c·T, dense below it.',
      unit: 's',
      queries: [0.5, 0.95].map((share) => ({
        expr: quantile(share, rateOf(METRIC.checkpointDuration, 'bucket', '$__range'), []),
        legend: share === 0.5 ? 'median' : '95th percentile',
      })),
    },
    {
      title: 'Progress of the running checkpoint',
      description: 'Share of its pages that are written; 0 while none runs.',
      unit: 'percentunit',
      max: 1,
      queries: [{ expr: seen(METRIC.checkpointProgress), legend: 'progress' }],
      looks: { progress: SERIES_LOOKS['pages']! },
    },
  ],
};

const CAUSE: Section = {
  title: 'Why they came',
  charts: [
    {
      title: 'Checkpoints by cause',
      description:
        'Completed within the preceding hour. Timed ones are as it should be; forced by WAL means max_wal_size is too small for what is written.',
      unit: 'short',
      draw: 'stacked',
      queries: [{ expr: byCause('done', '1h'), legend: '{{cause}}' }],
      looks: CAUSE_LOOKS,
    },
    {
      title: 'Skipped, and log against statistics',
      description:
        'Skipped: nothing had been written, within the preceding hour. Disagreements: checkpoints of which log and statistics differ.',
      unit: 'short',
      queries: [
        { expr: byCause('skipped', '1h'), legend: 'skipped' },
        {
          expr: maxOf(increase(of(METRIC.checkpointDisagreements), '1h'), SERVER),
          legend: 'disagreements',
        },
      ],
      looks: { skipped: GREY, disagreements: SERIES_LOOKS['dead']! },
    },
    {
      title: 'Time spent on checkpoints, by phase',
      description: 'Seconds a second, counted by the server when a checkpoint ends.',
      unit: 'percentunit',
      queries: [
        {
          expr: maxOf(rate(of(METRIC.checkpointSeconds), '$__range'), ['phase']),
          legend: '{{phase}}',
        },
      ],
      looks: { write: SERIES_LOOKS['seconds']!, sync: SERIES_LOOKS['parked']! },
    },
    {
      title: 'Since the last checkpoint',
      description:
        'Seconds since the last completed checkpoint began, and since it ended, against checkpoint_timeout.',
      unit: 's',
      queries: [
        { expr: `time() - ${seen(METRIC.checkpointLastStart)}`, legend: 'began' },
        { expr: `time() - (${seen(METRIC.checkpointLastCompletion)} > 0)`, legend: 'ended' },
        { expr: timeout, legend: 'T' },
      ],
      looks: { began: SERIES_LOOKS['seconds']!, ended: SERIES_LOOKS['pages']!, T: SERIES_LOOKS['plateau']! },
    },
  ],
};

/** Single checkpoints, what they cost and why they came. */
export const CHECKPOINTS: DashboardSpec = {
  ...CHECKPOINTS_LINK,
  description: 'Checkpoints and WAL of the watched PostgreSQL, from the worker or from npm run observe.',
  present: METRIC.observerConnected,
  other: PIPELINE_LINK,
  page: '/checkpoints',
  sections: [GLANCE, DURATION, CAUSE, WAL],
};
