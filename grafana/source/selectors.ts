import { METRIC, type MetricName } from '../../domain/metricNames.ts';
import { JOB, maxOf, rate, select, SERVER, setting, sumOf } from './promql.ts';

/** In every selector of every panel. */
export const FILTER = ['job=~"$job"', 'instance=~"$instance"'] as const;
export const WINDOW = '$__rate_interval';

export const of = (metric: MetricName, matchers: readonly string[] = []): string =>
  select(metric, [...FILTER, ...matchers]);

/** The series of a histogram: `bucket`, `sum` or `count`. */
export const rateOf = (metric: MetricName, part: 'bucket' | 'sum' | 'count', window = WINDOW): string =>
  rate(`${metric}_${part}{${FILTER.join(', ')}}`, window);

export const perSecond = (metric: MetricName, by: readonly string[]): string =>
  sumOf(rate(of(metric), WINDOW), by);

/** A metric as every worker sees it of the one server. */
export const seen = (metric: MetricName, matchers: readonly string[] = []): string =>
  maxOf(of(metric, matchers), SERVER);
export const seenPerSecond = (metric: MetricName, by: readonly string[] = []): string =>
  maxOf(rate(of(metric), WINDOW), [...SERVER, ...by]);
export const serverSetting = (name: string): string => setting(name, FILTER);

/** Per hour of workload time: TIME_SCALE seconds of it pass in each second. */
export const perHour = (rates: string): string =>
  `${rates} * 3600 / on (job) group_left () ${maxOf(of(METRIC.timeScale), JOB)}`;

const oldest = maxOf(of(METRIC.bufferOldest), JOB);
/** Age of the oldest buffered update in seconds; 0 where none waits. */
export const WAITING = `(time() - ${oldest}) * (${oldest} > bool 0)`;
export const STRATEGIES = maxOf(of(METRIC.writeStrategy), ['strategy']);
