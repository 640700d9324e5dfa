import { Counter, type Registry } from 'prom-client';
import { COMPONENTS } from '../../domain/components.ts';
import { METRIC } from '../../domain/metricNames.ts';

/** What came in, by source. */
export function createEventMetrics(registry: Registry) {
  const registers = [registry];
  const recordNotFound = new Counter({
    name: METRIC.recordNotFound,
    help: 'Rows that a component looked for and did not find. The work is retried, not lost.',
    labelNames: ['component'],
    registers,
  });
  // Shown as 0 from the start, so that an alert can tell none from not measured.
  for (const component of COMPONENTS) recordNotFound.inc({ component }, 0);
  return {
    recordNotFound,
    events: new Counter({
      name: METRIC.events,
      help: 'Events accepted from the source, by kind: create, pool, migration, market, trade, control.',
      labelNames: ['source', 'kind'],
      registers,
    }),
    rejected: new Counter({
      name: METRIC.framesRejected,
      help: 'Frames that carried no usable event, by reason.',
      labelNames: ['source', 'reason'],
      registers,
    }),
    stale: new Counter({
      name: METRIC.staleUpdates,
      help: 'Polled values that were not accepted because a newer poll had overtaken them.',
      labelNames: ['component'],
      registers,
    }),
  };
}
