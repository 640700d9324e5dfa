import { METRIC, type MetricName } from '../../domain/metricNames.ts';

/**
 * How series of several workers become one figure.
 *
 * Workers of one job share a Redis and a PostgreSQL. What each of them did itself is added up (`sumOf`); what all of
 * them read from the shared server is the same figure seen several times, and the largest counts (`maxOf`), never the
 * sum. A `server` label on the target distinguishes PostgreSQL servers that are watched under one job.
 */
export const JOB = ['job'] as const;
export const SERVER = ['job', 'server'] as const;

/** `metric{label="value"}` or, with a range, `metric{…}[5m]`. */
export function select(metric: MetricName, matchers: readonly string[] = []): string {
  return matchers.length === 0 ? metric : `${metric}{${matchers.join(', ')}}`;
}

export const sumOf = (expr: string, by: readonly string[]): string => `sum by (${by.join(', ')}) (${expr})`;
export const maxOf = (expr: string, by: readonly string[]): string => `max by (${by.join(', ')}) (${expr})`;
export const rate = (series: string, window: string): string => `rate(${series}[${window}])`;
export const increase = (series: string, window: string): string => `increase(${series}[${window}])`;

/** A quantile of a histogram, over all workers. */
export function quantile(share: number, buckets: string, by: readonly string[]): string {
  return `histogram_quantile(${share}, ${sumOf(buckets, [...by, 'le'])})`;
}

/** A setting of the watched server, in the unit that its name ends in. */
export const setting = (name: string, matchers: readonly string[] = []): string =>
  maxOf(select(METRIC.setting, [`name="${name}"`, ...matchers]), SERVER);
