import fc from 'fast-check';
import { expect, it } from 'vitest';
import { downsample } from '../../../redis/history/downsample.ts';
import { toRow, toSample } from '../../../redis/history/sampleRow.ts';
import { groupBy } from './groupBy.ts';

const value = fc.option(fc.integer({ min: -1_000, max: 1_000 }));
// Some names come and go; some rows share one array of names and some do not.
const values = fc.dictionary(fc.constantFrom('a', 'b', 'cTotal', 'dTotal', 'timeScale'), value, {
  noNullPrototype: true,
});
const LAST = new Set(['cTotal', 'dTotal', 'timeScale']);
const step = fc.record({ gap: fc.integer({ min: 1, max: 12 }), values });

it('is the mean of each gauge and the last of each counter and setting, per bucket (property)', () => {
  fc.assert(
    fc.property(fc.array(step), fc.integer({ min: 1, max: 30 }), (steps, width) => {
      let at = 0;
      const samples = steps.map((each) => ({ at: (at += each.gap), values: each.values }));
      const namesOf = new Map<string, readonly string[]>();
      const rows = samples.map((sample) => {
        const row = toRow(sample.at, sample.values);
        const key = row.names.join(' ');
        if (!namesOf.has(key)) namesOf.set(key, row.names);
        return { ...row, names: namesOf.get(key)! };
      });
      const buckets = groupBy(samples, (sample) => Math.floor(sample.at / width) * width);
      const expected = buckets.map(([start, held]) => {
        const names = new Set(held.flatMap((sample) => Object.keys(sample.values)));
        const entries = [...names].map((name) => {
          const known = held.flatMap((sample) => sample.values[name] ?? []);
          const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
          return [name, known.length === 0 ? null : LAST.has(name) ? known.at(-1)! : mean];
        });
        return { at: start, values: Object.fromEntries(entries) as Record<string, number | null> };
      });
      expect(downsample(rows, width).map(toSample)).toEqual(expected);
    }),
  );
});
