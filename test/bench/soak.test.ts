import { describe, expect, it } from 'vitest';
import { renderSoak } from '../../bench/soak/render.ts';
import { findTrends, isFlat } from '../../bench/soak/trends.ts';
import type { Sample } from '../../bench/soak/types.ts';

const sampleOf = (minute: number, own: Partial<Sample> = {}): Sample => ({
  minute,
  strategy: 'hybrid',
  workerBytes: 100,
  workerFiles: 30,
  redisBytes: 1_000,
  redisClients: 5,
  postgresConnections: 8,
  tableBytes: 5_000,
  marketBytes: 0,
  bufferEntries: 10,
  ledgerImbalance: 0,
  ...own,
});
const run = (own: (minute: number) => Partial<Sample>): Sample[] =>
  Array.from({ length: 60 }, (_, minute) => sampleOf(minute, own(minute)));

describe('findTrends', () => {
  it('compares the last third with the second and leaves the warm-up out', () => {
    const samples = run((minute) => ({ workerBytes: minute < 20 ? 1 : minute < 40 ? 100 : 105 }));
    const [trend] = findTrends(samples);
    expect(trend).toEqual({ gauge: 'workerBytes', before: 100, after: 105, most: 105, growth: 1.05 });
    expect(isFlat(trend!)).toBe(true);
  });

  it('calls what grows by more than a tenth a leak, and what follows the strategy not', () => {
    const trends = findTrends(run((minute) => ({ workerFiles: minute, bufferEntries: minute * minute })));
    expect(trends.filter((trend) => !isFlat(trend)).map(({ gauge }) => gauge)).toEqual(['workerFiles']);
  });
});

describe('renderSoak', () => {
  it('says FLAT only if everything is, the ledger too', () => {
    expect(renderSoak(run(() => ({})))).toMatch(/^FLAT: 60 samples over 59\.0 minutes/);
    expect(renderSoak(run((minute) => ({ redisClients: minute })))).toMatch(/^NOT FLAT/);
    expect(renderSoak(run((minute) => ({ ledgerImbalance: minute === 30 ? 1 : 0 })))).toMatch(/^NOT FLAT/);
  });
});
