import {
  DASH,
  formatBytes,
  formatCompact,
  formatCount,
  formatCounted,
  formatRate,
  formatSeconds,
} from '../../format.ts';
import {
  COMPONENT_IDENTITY,
  type Identity,
  PAGE_WRITER_IDENTITY,
  SERIES_IDENTITY,
  WAIT_IDENTITY,
} from '../../../../domain/identityColors.ts';
import type { DocAddress } from '../../ui/Hint.tsx';
import { pagesKey, STACKED_COMPONENTS, STACKED_WAITS, STACKED_WRITERS, waitKey } from './chartRows.ts';
import {
  BUFFER_TITLE,
  CHECKPOINT_TITLE,
  PAGES_TITLE,
  SESSIONS_TITLE,
  WAL_TITLE,
  WRITES_TITLE,
} from './chartTitles.ts';

export interface SeriesSpec {
  /** Its name in a ChartRow. */
  readonly key: string;
  readonly identity: Identity;
  readonly kind: 'stack' | 'area' | 'line' | EventKind;
  readonly axis: 'left' | 'right';
  readonly format: (value: number | null) => string;
  /** Explains the name in the legend. */
  readonly hint?: string;
}

/** One value for each checkpoint, where the others have one for each moment. */
export type EventKind = 'bar' | 'dots' | 'outline' | 'rings';

export const isEventKind = (kind: SeriesSpec['kind']): kind is EventKind =>
  kind === 'bar' || kind === 'dots' || kind === 'outline' || kind === 'rings';

export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  /** Of the left axis, and of the right one. */
  readonly unit: string;
  readonly rightUnit?: string;
  readonly hint: string;
  /** Where more of it is explained. */
  readonly more: DocAddress;
  readonly series: readonly SeriesSpec[];
  readonly formatLeft: (value: number) => string;
  /** The left axis counts in powers of 1,024. */
  readonly bytes?: true;
  readonly formatRight?: (value: number) => string;
  /** Only where there is a pipeline. */
  readonly pipeline?: true;
  /** Shows the running checkpoint and the next as they are expected. */
  readonly ahead?: true;
}

const withUnit =
  (format: (value: number | null) => string, unit: string) =>
  (value: number | null): string =>
    value === null ? DASH : `${format(value)}${unit}`;
const formatHourly = withUnit(formatRate, '/h');
const formatRows = (value: number | null): string => (value === null ? DASH : formatCounted(value, 'row'));

export const WRITES_CHART: ChartSpec = {
  id: 'writes',
  pipeline: true,
  title: WRITES_TITLE,
  unit: 'statements per workload hour',
  hint: 'Write statements by the component that issued them, stacked; means over 10 s or more.',
  more: '/docs/strategies',
  formatLeft: formatCompact,
  series: STACKED_COMPONENTS.map((name) => ({
    key: name,
    identity: COMPONENT_IDENTITY[name],
    kind: 'stack',
    axis: 'left',
    format: formatHourly,
  })),
};

export const BUFFER_CHART: ChartSpec = {
  id: 'buffer',
  pipeline: true,
  title: BUFFER_TITLE,
  unit: 'rows',
  hint: 'Rows that wait in Redis. Under buffering it is a saw-tooth: it fills between syncs and empties with each.',
  more: '/docs/checkpoints#what-buffering-changes-and-what-not',
  formatLeft: formatCompact,
  series: [
    { key: 'buffered', identity: SERIES_IDENTITY.buffered, kind: 'area', axis: 'left', format: formatRows },
    { key: 'parked', identity: SERIES_IDENTITY.parked, kind: 'line', axis: 'left', format: formatRows },
    { key: 'dead', identity: SERIES_IDENTITY.dead, kind: 'line', axis: 'left', format: formatRows },
  ],
};

const formatShare = (value: number | null): string => (value === null ? DASH : `${Math.round(value)} %`);

export const SESSIONS_CHART: ChartSpec = {
  id: 'sessions',
  title: SESSIONS_TITLE,
  unit: 'sessions',
  rightUnit: '% of the time',
  hint: 'Client sessions that run a statement, by what they wait for, polled once a second; means where a point is longer. The lines say whether a checkpoint wrote or flushed its files in that time.',
  more: '/docs/observer#is-it-the-checkpoint',
  formatLeft: formatCompact,
  // The axis has room above 100 %, where nothing is.
  formatRight: (value) => (value > 100 ? '' : `${Math.round(value)} %`),
  series: [
    ...STACKED_WAITS.map((kind) => ({
      key: waitKey(kind),
      identity: WAIT_IDENTITY[kind],
      kind: 'stack' as const,
      axis: 'left' as const,
      format: (value: number | null) => (value === null ? DASH : formatRate(value)),
    })),
    { key: 'writing', identity: SERIES_IDENTITY.writing, kind: 'line', axis: 'right', format: formatShare },
    { key: 'syncing', identity: SERIES_IDENTITY.syncing, kind: 'line', axis: 'right', format: formatShare },
  ],
};

export const WAL_CHART: ChartSpec = {
  id: 'wal',
  title: WAL_TITLE,
  unit: 'bytes per workload hour',
  rightUnit: 'images per workload hour',
  hint: 'WAL of the whole server, and full-page images: the first change of each page after a checkpoint’s start. They spike after a checkpoint starts.',
  more: '/docs/checkpoints#full-page-images',
  // An ordinary space would break the label into two lines.
  formatLeft: (value) => formatBytes(value).replace(' ', '\u00a0'),
  bytes: true,
  formatRight: formatCompact,
  series: [
    {
      key: 'wal',
      identity: SERIES_IDENTITY.wal,
      kind: 'area',
      axis: 'left',
      format: withUnit(formatBytes, '/h'),
    },
    {
      key: 'fullPageImages',
      identity: SERIES_IDENTITY.fullPageImages,
      kind: 'line',
      axis: 'right',
      format: formatHourly,
    },
  ],
};

export const CHECKPOINT_CHART: ChartSpec = {
  id: 'checkpoints',
  title: CHECKPOINT_TITLE,
  unit: 'pages',
  rightUnit: 'seconds of wall time',
  ahead: true,
  hint: 'One bar and one dot for each checkpoint, where it ended; where several share a place, the largest and the longest of them. Hollow and dotted is what was predicted when it began: a bar that fills its outline and a dot inside its ring came as predicted. Right of the line that marks now stand the running one and the next, an arrow where they end beyond the edge. The dashed line is c·T, the longest that pacing itself takes: dots on it are on plan, not slow.',
  more: '/docs/checkpoints#why-270-s-is-a-plan',
  formatLeft: formatCompact,
  formatRight: (value) => `${value} s`,
  series: [
    { key: 'pages', identity: SERIES_IDENTITY.pages, kind: 'bar', axis: 'left', format: formatCount },
    {
      key: 'predictedPages',
      identity: SERIES_IDENTITY.predictedPages,
      kind: 'outline',
      axis: 'left',
      format: formatCount,
      hint: 'Dirty pages counted when the checkpoint began (where they cannot be counted: as many as the one before wrote). None for skipped ones, sums of several, and those whose start was not seen.',
    },
    { key: 'seconds', identity: SERIES_IDENTITY.seconds, kind: 'dots', axis: 'right', format: formatSeconds },
    {
      key: 'predictedSeconds',
      identity: SERIES_IDENTITY.predictedSeconds,
      kind: 'rings',
      axis: 'right',
      format: formatSeconds,
      hint: 'What PostgreSQL’s own pacing makes of the predicted pages: 0.1 s for each, up to c·T, and less where WAL comes fast.',
    },
    { key: 'plateau', identity: SERIES_IDENTITY.plateau, kind: 'line', axis: 'right', format: formatSeconds },
  ],
};

export const PAGES_CHART: ChartSpec = {
  id: 'pages',
  title: PAGES_TITLE,
  unit: 'pages per workload hour',
  hint: 'Data pages that PostgreSQL wrote, by who wrote them, stacked. A checkpoint’s own pages are a part of them: the background writer and backends write dirty pages when shared buffers are short. Vacuum is counted apart from PostgreSQL 16 on; before, it is among the backends.',
  more: '/docs/checkpoints#what-buffering-changes-and-what-not',
  formatLeft: formatCompact,
  series: STACKED_WRITERS.map((by) => ({
    key: pagesKey(by),
    identity: PAGE_WRITER_IDENTITY[by],
    kind: 'stack',
    axis: 'left',
    format: formatHourly,
  })),
};

export const CHARTS: readonly ChartSpec[] = [
  WRITES_CHART,
  BUFFER_CHART,
  SESSIONS_CHART,
  WAL_CHART,
  CHECKPOINT_CHART,
  PAGES_CHART,
];

const inRealTime = (unit: string): string => unit.replace('workload hour', 'hour');

/** Of a watched server, whose hours are real ones. */
export const WATCH_CHARTS: readonly ChartSpec[] = CHARTS.filter(({ pipeline }) => !pipeline).map((spec) => ({
  ...spec,
  unit: inRealTime(spec.unit),
  ...(spec.rightUnit !== undefined && { rightUnit: inRealTime(spec.rightUnit) }),
}));
