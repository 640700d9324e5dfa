import { Counter, type Registry } from 'prom-client';
import { COMPONENTS } from '../../domain/components.ts';
import { QUIET_KINDS, REJECT_REASONS } from '../types.ts';
import { METRIC } from '../../domain/metricNames.ts';

const EVENT_KINDS = ['create', 'pool', 'migration', 'market', ...QUIET_KINDS] as const;

/** Metrics of the events from a source. */
export function createEventMetrics(registry: Registry, source: string) {
  const registers = [registry];
  const recordNotFound = new Counter({
    name: METRIC.recordNotFound,
    help: 'Rows that a component looked for and did not find. The work is retried, not lost.',
    labelNames: ['component'],
    registers,
  });
  // Shown as 0 from the start, so that an alert can distinguish none from not measured.
  for (const component of COMPONENTS) recordNotFound.inc({ component }, 0);
  const stale = new Counter({
    name: METRIC.staleUpdates,
    help: 'Polled values that were not accepted because a newer poll had overtaken them.',
    labelNames: ['component'],
    registers,
  });
  for (const component of COMPONENTS) stale.inc({ component }, 0);
  const events = new Counter({
    name: METRIC.events,
    help: 'Events accepted from the source, by kind: create, pool, migration, market, trade, control.',
    labelNames: ['source', 'kind'],
    registers,
  });
  for (const kind of EVENT_KINDS) events.inc({ source, kind }, 0);
  const rejected = new Counter({
    name: METRIC.framesRejected,
    help: 'Frames and rows that carried no usable event, by reason; odd-field: fields that were taken for unknown.',
    labelNames: ['source', 'reason'],
    registers,
  });
  for (const reason of REJECT_REASONS) rejected.inc({ source, reason }, 0);
  return { recordNotFound, events, rejected, stale };
}
