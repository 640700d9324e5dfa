import type { Gauge, Sample, Trend } from './types.ts';

export const GAUGES = [
  'workerBytes',
  'workerFiles',
  'redisBytes',
  'redisClients',
  'postgresConnections',
  'tableBytes',
  'marketBytes',
  'bufferEntries',
  'ledgerImbalance',
] as const satisfies readonly Gauge[];

/** Figures that grow with a leak. The buffer's size and the narrow table follow the strategy. */
export const FLAT_GAUGES: readonly Gauge[] = [
  'workerBytes',
  'workerFiles',
  'redisBytes',
  'redisClients',
  'postgresConnections',
  'tableBytes',
];
/** The history in Redis fills for hours, the table gets new tokens: a tenth in a third of the run is not a leak. */
export const MAX_GROWTH = 1.1;

/** The first third is warm-up. */
export function findTrends(samples: readonly Sample[]): Trend[] {
  const third = Math.floor(samples.length / 3);
  const [second, last] = [samples.slice(third, 2 * third), samples.slice(2 * third)];
  return GAUGES.map((gauge) => {
    const [before, after] = [mean(second, gauge), mean(last, gauge)];
    return {
      gauge,
      before,
      after,
      most: Math.max(...samples.map((sample) => sample[gauge])),
      growth: before === 0 ? (after === 0 ? 1 : Infinity) : after / before,
    };
  });
}

export const isFlat = ({ gauge, growth }: Trend): boolean =>
  !FLAT_GAUGES.includes(gauge) || growth <= MAX_GROWTH;

function mean(samples: readonly Sample[], gauge: Gauge): number {
  if (samples.length === 0) return 0;
  return samples.reduce((sum, sample) => sum + sample[gauge], 0) / samples.length;
}
