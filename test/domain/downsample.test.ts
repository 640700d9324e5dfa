import fc from 'fast-check';
import { expect, it } from 'vitest';
import { downsample, toRow, toSample } from '../../domain/downsample.ts';
import { groupBy } from './groupBy.ts';

const value = fc.option(fc.integer({ min: -1_000, max: 1_000 }));
// Some names come and go; some rows share one array of names and some do not.
const values = fc.dictionary(fc.constantFrom('a', 'b', 'cTotal', 'dTotal', 'timeScale'), value, {
  noNullPrototype: true,
});
const COUNTERS = new Set(['cTotal', 'dTotal']);
const step = fc.record({ gap: fc.integer({ min: 1, max: 12 }), values });

it('is the mean of each gauge, the last known of each setting and the last of each counter, per bucket (property)', () => {
  fc.assert(
    fc.property(fc.array(step), fc.integer({ min: 1, max: 30 }), (steps, width) => {
      let at = 0;
      const samples = steps.map((each) => ({ at: (at += each.gap), values: each.values }));
      const namesOf = new Map<string, readonly string[]>();
      const rows = samples.map((sample) => {
        const row = toRow(sample);
        const key = row.names.join(' ');
        if (!namesOf.has(key)) namesOf.set(key, row.names);
        return { ...row, names: namesOf.get(key)! };
      });
      const buckets = groupBy(samples, (sample) => Math.floor(sample.at / width) * width);
      const expected = buckets.map(([start, held]) => {
        const names = new Set(held.flatMap((sample) => Object.keys(sample.values)));
        const entries = [...names].map((name) => {
          const present = held.flatMap((sample) => (name in sample.values ? [sample.values[name]!] : []));
          const known = present.filter((each) => each !== null);
          const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
          if (COUNTERS.has(name)) return [name, present.at(-1) ?? null];
          return [name, known.length === 0 ? null : name === 'timeScale' ? known.at(-1)! : mean];
        });
        const merged = Object.fromEntries(entries) as Record<string, number | null>;
        const lastAt = held.at(-1)!.at;
        return lastAt === start ? { at: start, values: merged } : { at: start, values: merged, lastAt };
      });
      expect(downsample(rows, width).map(toSample)).toEqual(expected);
    }),
  );
});
