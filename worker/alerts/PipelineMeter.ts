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

/** What was seen longer ago says nothing of the window. */
const MAX_GAP_MS = 60_000;

/** Reads from the worker's own metrics what Prometheus reads; when a sync last ended well, of any worker. */
export class PipelineMeter {
  private readonly registry: Registry;
  private readonly readLastSync: () => Promise<number | null>;
  private readonly failures = new Increase(ALERT_WINDOW_MINUTES);
  private readonly notFound = new Increase(SHORT_ALERT_WINDOW_MINUTES);

  /** `readLastSync`: ms; null before the first. */
  constructor(registry: Registry, readLastSync: () => Promise<number | null>) {
    this.registry = registry;
    this.readLastSync = readLastSync;
  }

  async read(now: number): Promise<PipelineFacts> {
    const lastSync = await this.readLastSync();
    const [interval, oldest, failures, imbalance, dead, notFound] = await Promise.all(
      [
        METRIC.syncInterval,
        METRIC.bufferOldest,
        METRIC.syncFailures,
        METRIC.bufferImbalance,
        METRIC.bufferDead,
        METRIC.recordNotFound,
      ].map((name) => this.sum(name)),
    );
    return {
      syncIntervalSeconds: interval!,
      oldestSeconds: oldest === 0 ? 0 : now / 1_000 - oldest!,
      sinceSyncSeconds: lastSync === null ? Infinity : (now - lastSync) / 1_000,
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
  private addedAt = -Infinity;

  constructor(windowMinutes: number) {
    this.windowMs = windowMinutes * 60_000;
  }

  add(at: number, value: number): number {
    if (at - this.addedAt > MAX_GAP_MS) this.points = [];
    this.addedAt = at;
    // One of before the window is the base of what rose within it.
    const base = this.points.findLastIndex((point) => point.at <= at - this.windowMs);
    const isSame = this.points.at(-1)?.value === value;
    this.points = this.points.slice(Math.max(0, base));
    if (!isSame) this.points = [...this.points, { at, value }];
    return value - this.points[0]!.value;
  }
}
