import { describe, expect, it } from 'vitest';
import { createWindow, findFirst } from '../../../app/_components/overview/charts/timeWindow.ts';

const NOW = 1_700_000_001_500;
const END = 1_700_000_000_000;
const SPAN = 900_000;
const range = { kind: 'relative', preset: '15m', spanMs: SPAN } as const;
const fromOf = (firstAt: number | null): number =>
  createWindow({ range, now: NOW, widthMs: 4_000, timeoutSeconds: 300, firstAt }).from;

describe('the window of the charts', () => {
  it('is the whole range where the history is as long, or not known', () => {
    for (const firstAt of [null, END - 2 * SPAN, END - SPAN]) expect(fromOf(firstAt)).toBe(END - SPAN);
  });

  it('begins at the first sample where there is less', () => {
    expect(fromOf(END - 300_000)).toBe(END - 300_000);
  });

  it('is a minute long at the least', () => {
    expect(fromOf(END - 5_000)).toBe(END - 60_000);
  });

  it('leaves room ahead by what it shows, not by what was asked for', () => {
    const { from, to } = createWindow({
      range,
      now: NOW,
      widthMs: 4_000,
      timeoutSeconds: 300,
      firstAt: END - 100_000,
    });
    expect({ from, to }).toEqual({ from: END - 100_000, to: END + 8_000 });
  });

  it('is an absolute range as it is', () => {
    const absolute = { kind: 'absolute', from: 5, to: 9 } as const;
    expect(
      createWindow({ range: absolute, now: NOW, widthMs: 4_000, timeoutSeconds: 300, firstAt: 7 }),
    ).toEqual({ from: 5, to: 9 });
  });
});

it('the history begins with a sample or a checkpoint of the range, whichever is first', () => {
  const samples = [{ at: 10 }, { at: 20 }, { at: 30 }];
  expect(findFirst(samples, [], 15)).toBe(20);
  expect(findFirst(samples, [{ endedAt: 17 }, { endedAt: 3 }], 15)).toBe(17);
  expect(findFirst([], [], 15)).toBeNull();
});
