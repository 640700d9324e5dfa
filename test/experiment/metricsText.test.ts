import { Counter, Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { LatencyCounter } from '../../experiment/LatencyCounter.ts';
import { parseMetrics, readHistogram, sumOf } from '../../experiment/metricsText.ts';

const registry = new Registry();
const counter = new Counter({ name: 'c_total', help: 'c', labelNames: ['kind'], registers: [registry] });
const histogram = new Histogram({
  name: 'h_seconds',
  help: 'h',
  labelNames: ['kind'],
  buckets: [0.1, 0.2, 0.4],
  registers: [registry],
});
const read = async () => parseMetrics(await registry.metrics());

it('reads what prom-client writes, labels with quotes and commas among it', async () => {
  counter.inc({ kind: 'a "quoted", thing' }, 2);
  counter.inc({ kind: 'b' }, 3);
  const samples = await read();
  expect(sumOf(samples, 'c_total')).toBe(5);
  expect(sumOf(samples, 'nothing_total')).toBe(0);
});

it('counts what a histogram gained, of one kind or of all', async () => {
  histogram.observe({ kind: 'a' }, 5);
  const before = await read();
  for (let i = 0; i < 98; i++) histogram.observe({ kind: 'a' }, 0.15);
  histogram.observe({ kind: 'a' }, 0.3);
  histogram.observe({ kind: 'b' }, 9);
  const after = await read();
  const of = (labels: Record<string, string>) => {
    const latency = new LatencyCounter();
    latency.add(readHistogram(before, 'h_seconds', labels), readHistogram(after, 'h_seconds', labels));
    return latency.read();
  };
  const a = of({ kind: 'a' });
  expect(a.count).toBe(99);
  expect(a.meanSeconds).toBeCloseTo((98 * 0.15 + 0.3) / 99);
  expect(a.p50Seconds).toBeCloseTo(0.1 + 0.1 * (49.5 / 98));
  expect(a.p99Seconds).toBeCloseTo(0.2 + 0.2 * (0.01 * 1));
  // The hundredth lies above the last bound: where, nobody knows.
  expect(of({})).toMatchObject({ count: 100, p99Seconds: expect.closeTo(0.4) as number });
  expect(of({ kind: 'c' })).toEqual({ count: 0, meanSeconds: null, p50Seconds: null, p99Seconds: null });
});
