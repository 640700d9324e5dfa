import type { Registry } from 'prom-client';
import { ALERT_WINDOW_MINUTES, SHORT_ALERT_WINDOW_MINUTES } from '../../domain/alerts.ts';
import { METRIC, type MetricName } from '../../domain/metricNames.ts';

export interface PipelineFacts {
  readonly syncIntervalSeconds: number;
  /** How long the oldest update has waited; 0 where none waits. */
  readonly oldestSeconds: number;
  /** Infinite before the first run that ended well. */
  readonly sinceSyncSeconds: number;
  /** Within the window of the alerts. */
  readonly syncFailures: number;
  readonly imbalance: number;
  readonly dead: number;
  /** Rows looked for in vain within the short window. */
  readonly notFound: number;
}

/** Reads from the worker's own metrics what Prometheus reads, so that both judge the same numbers. */
export class PipelineMeter {
  private readonly registry: Registry;
  private readonly failures = new Increase(ALERT_WINDOW_MINUTES);
  private readonly notFound = new Increase(SHORT_ALERT_WINDOW_MINUTES);

  constructor(registry: Registry) {
    this.registry = registry;
  }

  async read(now: number): Promise<PipelineFacts> {
    const [interval, oldest, lastSync, failures, imbalance, dead, notFound] = await Promise.all(
      [
        METRIC.syncInterval,
        METRIC.bufferOldest,
        METRIC.syncLastSuccess,
        METRIC.syncFailures,
        METRIC.bufferImbalance,
        METRIC.bufferDead,
        METRIC.recordNotFound,
      ].map((name) => this.sum(name)),
    );
    return {
      syncIntervalSeconds: interval!,
      oldestSeconds: oldest === 0 ? 0 : now / 1_000 - oldest!,
      sinceSyncSeconds: lastSync === 0 ? Infinity : now / 1_000 - lastSync!,
      syncFailures: this.failures.add(now, failures!),
      imbalance: imbalance!,
      dead: dead!,
      notFound: this.notFound.add(now, notFound!),
    };
  }

  /** Over all labels. */
  private async sum(name: MetricName): Promise<number> {
    const { values } = await this.registry.getSingleMetric(name)!.get();
    return values.reduce((sum, { value }) => sum + value, 0);
  }
}

/** How much a counter rose within the last minutes, or since it was first seen. */
class Increase {
  private readonly windowMs: number;
  private points: readonly { readonly at: number; readonly value: number }[] = [];

  constructor(windowMinutes: number) {
    this.windowMs = windowMinutes * 60_000;
  }

  add(at: number, value: number): number {
    // One of before the window is the base of what rose within it.
    const base = this.points.findLastIndex((point) => point.at <= at - this.windowMs);
    const isSame = this.points.at(-1)?.value === value;
    this.points = this.points.slice(Math.max(0, base));
    if (!isSame) this.points = [...this.points, { at, value }];
    return value - this.points[0]!.value;
  }
}
