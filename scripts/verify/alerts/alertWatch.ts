import { setTimeout as delay } from 'node:timers/promises';
import type { PrometheusServer } from './prometheusServer.ts';

/** Names of the alerts that fire now. */
export async function readFiring(prometheus: PrometheusServer): Promise<ReadonlySet<string>> {
  const series = await prometheus.query('ALERTS{alertstate="firing"}');
  return new Set(series.map(({ metric }) => metric['alertname']!));
}

/** Names of the alerts that fired at any time within the range. */
export async function readFired(
  prometheus: PrometheusServer,
  range: { readonly from: number; readonly to: number },
): Promise<readonly string[]> {
  const series = await prometheus.queryRange('ALERTS{alertstate="firing"}', { ...range, step: 1 });
  return [...new Set(series.map(({ metric }) => metric['alertname']!))].sort();
}

/** Seconds until all of `names` fire (or none of them does); null if that takes longer than `patienceSeconds`. */
export async function waitForAlerts(
  prometheus: PrometheusServer,
  names: readonly string[],
  { firing, patienceSeconds }: { readonly firing: boolean; readonly patienceSeconds: number },
): Promise<number | null> {
  const startedAt = performance.now();
  const spent = (): number => (performance.now() - startedAt) / 1_000;
  while (spent() < patienceSeconds) {
    const now = await readFiring(prometheus);
    if (names.every((name) => now.has(name) === firing)) return spent();
    await delay(500);
  }
  return null;
}
