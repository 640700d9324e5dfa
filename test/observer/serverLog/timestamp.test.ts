import { describe, expect, it } from 'vitest';
import { parseTimestamp } from '../../../observer/serverLog/timestamp.ts';

describe('parseTimestamp', () => {
  it.each([
    ['2031-02-03 04:05:06.789 UTC [1]', '2031-02-03T04:05:06.789Z'],
    ['2031-02-03 04:05:06 GMT', '2031-02-03T04:05:06.000Z'],
    ['2031-07-03 04:05:06.7 CEST [1]', '2031-07-03T02:05:06.700Z'],
    ['2031-02-03 04:05:06.789 -03 [1]', '2031-02-03T07:05:06.789Z'],
    ['2031-02-03 04:05:06+0530 x', '2031-02-02T22:35:06.000Z'],
    ['2031-02-03T04:05:06.789123456+05:45', '2031-02-02T22:20:06.789Z'],
    ['2031-02-03T04:05:06Z stdout', '2031-02-03T04:05:06.000Z'],
    ['2028-02-29 23:59:59.999 UTC', '2028-02-29T23:59:59.999Z'],
    ['5: 2031-02-03 04:05:06 UTC::@:[1]:', '2031-02-03T04:05:06.000Z'],
    ['2031-02-03 04:05:06 UTC-65a0.3d-', '2031-02-03T04:05:06.000Z'],
  ])('%s', (text, expected) => {
    expect(parseTimestamp(text)).toBe(expected);
  });

  it.each([
    ['', 'nothing'],
    ['2031-02-03 04:05:06.789 MSK', 'a zone that was moved'],
    ['2031-02-03 04:05:06.789 IST', 'a zone of several countries'],
    ['2031-02-03 04:05:06.789 EST', 'a zone of several countries'],
    ['2031-02-03 04:05:06.789 [1]', 'no zone'],
    ['2031-02-30 04:05:06 UTC', 'no such day'],
    ['2031-13-03 04:05:06 UTC', 'no such month'],
    ['2031-02-03 24:05:06 UTC', 'no such hour'],
    ['2031-02-03 04:05:06+17', 'no such offset'],
    ['0031-02-03 04:05:06 UTC', 'before any log'],
    ['9999-12-31 23:59:59-15', 'beyond four digits'],
    ['Feb  3 04:05:06 db1', 'no year'],
    ['12031-02-03 04:05:06 UTC', 'a longer number'],
    [`${'x'.repeat(2_000)} 2031-02-03 04:05:06 UTC`, 'far from the beginning'],
  ])('null for %s (%s)', (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });
});
