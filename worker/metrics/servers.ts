import { Gauge, type Registry } from 'prom-client';
import { METRIC } from '../../domain/metricNames.ts';

/** Returns the function to call with each poll of a server. */
export function createServerMetrics(registry: Registry): (server: string, isUp: boolean) => void {
  const up = new Gauge({
    name: METRIC.serverUp,
    help: '1 while the server answers this worker within two seconds, else 0.',
    labelNames: ['name'],
    registers: [registry],
  });
  return (server, isUp) => up.set({ name: server }, isUp ? 1 : 0);
}
