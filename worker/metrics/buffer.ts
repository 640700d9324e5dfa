import { Counter, Gauge, type Registry } from 'prom-client';
import { METRIC, type MetricName } from '../../domain/metricNames.ts';

/** Metrics of the entries that wait in Redis. */
export function createBufferMetrics(registry: Registry) {
  const registers = [registry];
  const gauge = (name: MetricName, help: string): Gauge => new Gauge({ name, help, registers });
  const counter = (name: MetricName, help: string): Counter => new Counter({ name, help, registers });
  return {
    entries: gauge(METRIC.bufferEntries, 'Tokens with updates that wait for the sync job.'),
    memory: gauge(METRIC.bufferMemory, 'Memory of the buffered entries in Redis, estimated from a sample.'),
    oldest: gauge(METRIC.bufferOldest, 'When the oldest buffered entry became dirty; 0 if none is.'),
    parked: gauge(METRIC.bufferParked, 'Entries whose row is missing; retried.'),
    dead: gauge(METRIC.bufferDead, 'Entries that PostgreSQL refused; kept with their reason.'),
    imbalance: gauge(
      METRIC.bufferImbalance,
      'Accepted updates that cannot be accounted for; anything but 0 is a loss.',
    ),
    updates: counter(METRIC.bufferUpdates, 'Updates that the buffer accepted.'),
    coalesced: counter(METRIC.bufferCoalesced, 'Updates merged into an entry that was already waiting.'),
  };
}
