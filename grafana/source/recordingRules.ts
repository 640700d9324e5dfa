import { PAGE_BYTES } from '../../domain/postgres.ts';
import { METRIC } from '../../domain/metricNames.ts';
import { increase, JOB, maxOf, quantile, rate, select, SERVER, setting, sumOf } from './promql.ts';
import type { Timing } from './timing.ts';

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/** Names of the recorded series: level:metric:operation. */
export const RECORDED = {
  writesPerHour: 'job:breakwater_db_writes:per_workload_hour',
  writesPerHourByComponent: 'component:breakwater_db_writes:per_workload_hour',
  rowsPerHourByComponent: 'component:breakwater_db_rows:per_workload_hour',
  writesPerSecond: 'job:breakwater_db_writes:rate',
  coalescedShare: 'job:breakwater_buffer_coalesced:ratio',
  oldestAge: 'job:breakwater_buffer_oldest_entry_age:seconds',
  latencyP95: 'kind:breakwater_data_latency:p95_seconds',
  checkpointShare: 'server:breakwater_pg_checkpoint_time:ratio',
  checkpointOfInterval: 'server:breakwater_pg_checkpoint_last_duration:ratio',
  pagesPerCheckpoint: 'server:breakwater_pg_checkpoint_buffers:per_checkpoint',
  walRate: 'server:breakwater_pg_wal_bytes:rate',
  fullPageShare: 'server:breakwater_pg_full_page_images:ratio',
  walToTrigger: 'server:breakwater_pg_wal_since_redo:ratio',
} as const;

/** Per hour of workload time: counters run on wall time, which TIME_SCALE compresses. */
const perWorkloadHour = (perSecond: string): string =>
  `${perSecond} * 3600 / on (job) group_left () ${maxOf(METRIC.timeScale, JOB)}`;

export function createRecordingRules({ window, longWindow }: Timing): readonly RecordingRule[] {
  const statements = rate(METRIC.statements, window);
  return [
    { record: RECORDED.writesPerSecond, expr: sumOf(statements, JOB) },
    { record: RECORDED.writesPerHour, expr: perWorkloadHour(sumOf(statements, JOB)) },
    {
      record: RECORDED.writesPerHourByComponent,
      expr: perWorkloadHour(sumOf(statements, ['job', 'component'])),
    },
    {
      record: RECORDED.rowsPerHourByComponent,
      expr: perWorkloadHour(sumOf(rate(METRIC.rowsWritten, window), ['job', 'component'])),
    },
    {
      record: RECORDED.coalescedShare,
      expr: `${sumOf(rate(METRIC.bufferCoalesced, window), JOB)} / ${sumOf(rate(METRIC.bufferUpdates, window), JOB)}`,
    },
    {
      record: RECORDED.oldestAge,
      // 0 where nothing waits: then the timestamp is 0.
      expr: `(time() - ${maxOf(METRIC.bufferOldest, JOB)}) * (${maxOf(METRIC.bufferOldest, JOB)} > bool 0)`,
    },
    {
      record: RECORDED.latencyP95,
      expr: quantile(0.95, rate(`${METRIC.dataLatency}_bucket`, window), ['job', 'kind']),
    },
    ...createCheckpointRules(window, longWindow),
  ];
}

function createCheckpointRules(window: string, longWindow: string): readonly RecordingRule[] {
  const timeout = setting('checkpoint_timeout_seconds');
  const lastDuration = maxOf(sumOf(METRIC.checkpointLastDuration, [...SERVER, 'instance']), SERVER);
  const done = select(METRIC.checkpoints, ['outcome="done"']);
  const walRate = maxOf(rate(METRIC.walBytes, longWindow), SERVER);
  return [
    {
      record: RECORDED.checkpointShare,
      expr: maxOf(`avg_over_time(${METRIC.checkpointInProgress}[${longWindow}])`, SERVER),
    },
    { record: RECORDED.checkpointOfInterval, expr: `${lastDuration} / ${timeout}` },
    {
      record: RECORDED.pagesPerCheckpoint,
      expr: `${maxOf(increase(METRIC.checkpointBuffers, longWindow), SERVER)} / (${maxOf(
        sumOf(increase(done, longWindow), [...SERVER, 'instance']),
        SERVER,
      )} > 0)`,
    },
    { record: RECORDED.walRate, expr: maxOf(rate(METRIC.walBytes, window), SERVER) },
    {
      record: RECORDED.fullPageShare,
      // At the most: an image leaves out the hole of its page, and wal_compression makes it smaller.
      expr: `clamp_max(${maxOf(rate(METRIC.fullPageImages, longWindow), SERVER)} * ${PAGE_BYTES} / (${walRate} > 0), 1)`,
    },
    {
      record: RECORDED.walToTrigger,
      expr: `${maxOf(METRIC.walSinceRedo, SERVER)} / ${maxOf(METRIC.walTrigger, SERVER)}`,
    },
  ];
}
