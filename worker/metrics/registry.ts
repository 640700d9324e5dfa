import { Gauge, Registry } from 'prom-client';
import { METRIC } from '../../domain/metricNames.ts';

/** A registry of our own: prom-client's default metrics fail promtool. */
export function createMetricsRegistry(version: string): Registry {
  const registry = new Registry();
  registerBuildInfo(registry, version);
  return registry;
}

function registerBuildInfo(registry: Registry, version: string): void {
  new Gauge({
    name: METRIC.buildInfo,
    help: 'Always 1; the version is in the label.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version }, 1);
}
