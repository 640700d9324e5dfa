import { Gauge, type Registry } from 'prom-client';
import { describeMark, type MarkEvent } from '../../domain/marks.ts';
import { METRIC } from '../../domain/metricNames.ts';

/**
 * The newest mark of each kind, so that a dashboard can draw each at its own time: few series, however many marks there were.
 * Returns what takes them, newest first.
 */
export function createMarkMetrics(registry: Registry): (marks: readonly MarkEvent[]) => void {
  const gauge = new Gauge({
    name: METRIC.markTime,
    help: 'When the newest mark of each kind came: strategy, settings, interruption, note.',
    labelNames: ['kind', 'text'],
    registers: [registry],
  });
  return (marks) => {
    const newest = new Map(marks.toReversed().map((mark) => [mark.value.kind, mark]));
    gauge.reset();
    for (const [kind, { at, value }] of newest) gauge.set({ kind, text: describeMark(value) }, at / 1_000);
  };
}
