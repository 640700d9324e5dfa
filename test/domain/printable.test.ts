import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableLines } from '../../domain/printable.ts';

describe('printable', () => {
  it.each([
    ['\u001b[2J', String.raw`\u001b[2J`],
    ['a\rb\nc\td\u0007', String.raw`a\u000db\u000ac\u0009d\u0007`],
    ['\u007f\u0080\u009b31m\u009f', String.raw`\u007f\u0080\u009b31m\u009f`],
    ['\u202auser\u202e\u2066\u2069', String.raw`\u202auser\u202e\u2066\u2069`],
    ['a\u2028b\u2029', String.raw`a\u2028b\u2029`],
    ['\ud800x\udc00', String.raw`\ud800x\udc00`],
  ])('escapes %j', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('keeps ordinary Unicode', () => {
    const text = 'naïve 漢字 العربية עברית 😀 👩‍👩‍👧 e\u0301 ≤ 8 % ▁▂▃';
    expect(printable(text)).toBe(text);
  });

  it('leaves no character that steers a terminal, and JSON what it says', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, (value) => {
        expect(printable(value)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069]/u);
        expect(JSON.parse(printable(JSON.stringify(value)))).toBe(value);
      }),
      { numRuns: 10_000 },
    );
  });
});

it('printableLines keeps the ends of lines', () => {
  expect(printableLines('a\u001b\nb\r\n')).toBe('a\\u001b\nb\\u000d\n');
});
