import { Counter, type Registry } from 'prom-client';
import { METRIC_PREFIX } from './registry.ts';

/** What came in, by source. */
export function createEventMetrics(registry: Registry) {
  const registers = [registry];
  return {
    events: new Counter({
      name: `${METRIC_PREFIX}events_total`,
      help: 'Events accepted from the source, by kind: create, pool, migration, market, trade, control.',
      labelNames: ['source', 'kind'],
      registers,
    }),
    rejected: new Counter({
      name: `${METRIC_PREFIX}frames_rejected_total`,
      help: 'Frames that carried no usable event, by reason.',
      labelNames: ['source', 'reason'],
      registers,
    }),
    recordNotFound: new Counter({
      name: `${METRIC_PREFIX}record_not_found_total`,
      help: 'Rows that a component looked for and did not find. The work is retried, not lost.',
      labelNames: ['component'],
      registers,
    }),
    stale: new Counter({
      name: `${METRIC_PREFIX}stale_updates_total`,
      help: 'Polled values that were not accepted because a newer poll had overtaken them.',
      labelNames: ['component'],
      registers,
    }),
  };
}
