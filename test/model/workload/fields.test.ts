import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FieldError,
  formatField,
  NUMBER_FIELDS,
  parseWorkload,
  writeWorkload,
} from '../../../model/workload/fields.ts';
import { WORKLOAD_PRESETS } from '../../../model/workload/presets.ts';

const { incident } = WORKLOAD_PRESETS;
const read = (texts: Readonly<Record<string, string>>) => (key: string) => texts[key];

describe('parseWorkload', () => {
  it('lays what is given over a base, in the units that people use', () => {
    const workload = parseWorkload(
      incident,
      read({
        rows: '1000',
        'max-wal-size': '4096',
        'hot-share': '80',
        strategy: 'hybrid',
        'full-page-writes': 'off',
      }),
    );
    expect(workload).toMatchObject({
      rows: 1_000,
      // No more than there are.
      updatedRows: 1_000,
      maxWalSizeBytes: 4_096 * 1024 ** 2,
      hotShare: 0.8,
      strategy: 'hybrid',
      fullPageWrites: false,
      checkpointTimeoutSeconds: 300,
    });
  });

  it.each([
    [{ rows: 'many' }, '--rows is "many": it takes a whole number from 1 to 10000000000'],
    [{ rows: '1.5' }, '--rows is "1.5"'],
    [
      { 'checkpoint-timeout': '5' },
      '--checkpoint-timeout is "5": it takes a whole number from 30 to 86400, in seconds',
    ],
    [{ 'hot-share': '101' }, '--hot-share is "101": it takes a number from 0 to 100, in percent'],
    [{ 'updates-per-second': '' }, '--updates-per-second is ""'],
    [{ strategy: 'fast' }, '--strategy is "fast": it takes direct, hybrid, hybrid-split'],
    [{ distribution: 'normal' }, '--distribution is "normal": it takes uniform, in-turn, zipf, hot-set'],
    [{ 'full-page-writes': 'yes' }, '--full-page-writes is "yes": it takes on or off'],
    [{ rows: '10', 'updated-rows': '11' }, '--updated-rows is "11"'],
  ])('says of %j what it got and what it takes', (texts, message) => {
    expect(() => parseWorkload(incident, read(texts as Record<string, string>))).toThrow(FieldError);
    expect(() => parseWorkload(incident, read(texts as Record<string, string>))).toThrow(message);
  });
});

describe('writeWorkload', () => {
  it('is read as the same workload again', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NUMBER_FIELDS),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (field, at) => {
          const value = field.least + at * (Math.min(field.most, 1_000_000) - field.least);
          const shown = field.isWhole ? Math.round(value) : Number(value.toPrecision(4));
          const changed = { ...incident, rows: 10_000_000, [field.name]: shown * field.factor };
          if (changed.updatedRows > changed.rows) return;
          const texts = writeWorkload(changed, incident);
          const again = parseWorkload(incident, (key) => texts.get(key));
          expect(formatField(field, again)).toBe(formatField(field, changed));
        },
      ),
    );
  });

  it('leaves out what is as in the base', () => {
    expect([...writeWorkload(incident, incident)]).toEqual([]);
    expect([...writeWorkload({ ...incident, strategy: 'hybrid', rows: 5 }, incident).keys()]).toEqual([
      'rows',
      'strategy',
    ]);
  });
});
