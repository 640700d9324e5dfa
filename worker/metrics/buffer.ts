import { Counter, Gauge, type Registry } from 'prom-client';
import { METRIC_PREFIX } from './registry.ts';

/** What waits in Redis. */
export function createBufferMetrics(registry: Registry) {
  const registers = [registry];
  const gauge = (name: string, help: string): Gauge =>
    new Gauge({ name: METRIC_PREFIX + name, help, registers });
  const counter = (name: string, help: string): Counter =>
    new Counter({ name: METRIC_PREFIX + name, help, registers });
  return {
    entries: gauge('buffer_entries', 'Tokens with updates that wait for the sync job.'),
    memory: gauge('buffer_memory_bytes', 'Memory of the buffered entries in Redis, estimated from a sample.'),
    oldest: gauge(
      'buffer_oldest_entry_timestamp_seconds',
      'When the oldest buffered entry became dirty; 0 if none is.',
    ),
    parked: gauge('buffer_parked_entries', 'Entries whose row is missing; retried.'),
    dead: gauge('buffer_dead_entries', 'Entries that PostgreSQL refused; kept with their reason.'),
    imbalance: gauge(
      'buffer_ledger_imbalance',
      'Accepted updates that cannot be accounted for; anything but 0 is a loss.',
    ),
    updates: counter('buffer_updates_total', 'Updates that the buffer accepted.'),
    coalesced: counter(
      'buffer_coalesced_updates_total',
      'Updates merged into an entry that was already waiting.',
    ),
  };
}
