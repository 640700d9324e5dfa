import { describe, expect, it } from 'vitest';
import { drawArrows, drawMarks, isDense } from '../../../app/_components/overview/charts/markPaths.ts';

const marks = [
  { x: 10, y: 20, beyond: false },
  { x: 30.26, y: 40, beyond: true },
];

describe('the marks of a series are one path', () => {
  it('of bars from the axis up to the value', () => {
    expect(drawMarks('bar', marks, false)).toBe('M7 20h6V186h-6zM27.3 40h6V186h-6z');
  });

  it('of outlines around them; where there is no room, of their upper edges', () => {
    expect(drawMarks('outline', marks.slice(0, 1), false)).toBe('M4.5 186V20h11V186');
    expect(drawMarks('outline', marks.slice(0, 1), true)).toBe('M4.5 20h11');
  });

  it('of closed circles around the value', () => {
    expect(drawMarks('dots', marks.slice(0, 1), false)).toBe('M6.5 20a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0');
    expect(drawMarks('rings', marks, false).match(/M/g)).toHaveLength(2);
  });

  it('of arrows only for those that end further right', () => {
    expect(drawArrows(marks)).toBe('M28.3 37l4 3l-4 3');
  });
});

it('is dense where marks are wider than the room between them', () => {
  expect([isDense(10, 120), isDense(11, 120), isDense(0, 120)]).toEqual([false, true, false]);
});
