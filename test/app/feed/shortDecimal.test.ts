import { describe, expect, it } from 'vitest';
import { isSameDecimal, toPlainText } from '../../../app/_components/decimals.ts';
import { formatChange, formatShortDecimal } from '../../../app/feed/_components/shortDecimal.ts';

describe('toPlainText', () => {
  it.each([
    ['0.00000003855123456789012345678901', '0.00000003855123456789012345678901'],
    ['1.50', '1.5'],
    ['1.5e-7', '0.00000015'],
    ['1e20', '100000000000000000000'],
    ['-0.0', '0'],
    ['NaN', 'NaN'],
  ])('%s is %s, to the last digit', (text, plain) => expect(toPlainText(text)).toBe(plain));
});

describe('isSameDecimal', () => {
  it('compares numbers, and other texts as they are', () => {
    expect(isSameDecimal('532.30', '532.3')).toBe(true);
    expect(isSameDecimal('0', '-0.00')).toBe(true);
    expect(isSameDecimal('0.1', '0.10000000000000000000001')).toBe(false);
    expect(isSameDecimal('active', 'active')).toBe(true);
  });
});

describe('formatShortDecimal', () => {
  it.each([
    ['0.00003855', '0.0₄3855'],
    ['0.0000000000012345', '0.0₁₁1235'],
    ['0.0123456', '0.01235'],
    ['12.5', '12.5'],
    ['1234567.89', '1.235M'],
    ['999999', '1M'],
    ['-3.2', '−3.2'],
    ['123456789012345678', '1.235e+17'],
    ['0.000', '0'],
    ['NaN', 'NaN'],
  ])('%s is short for %s', (text, short) => expect(formatShortDecimal(text)).toBe(short));
});

describe('formatChange', () => {
  it.each([
    ['12.345', '+12.35'],
    ['-0.25', '−0.25'],
    ['0.004', '0.00'],
    ['99.995', '+100.00'],
    ['1234567', '+1.23M'],
  ])('%s is %s', (text, change) => expect(formatChange(text)).toBe(change));

  it('is null for what is no number', () => expect(formatChange('NaN')).toBeNull());
});
