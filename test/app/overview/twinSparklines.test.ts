import { expect, test } from 'vitest';
import { writePoints } from '../../../app/_components/overview/beforeAfter/TwinSparklines.tsx';

test('blocks span the width, from 0 at the bottom to the greatest of both periods at the top', () => {
  expect(writePoints([0, 50, 100], 100)).toBe('0.8,13.3 20.0,7.0 39.3,0.8');
  expect(writePoints([100, 100], 200)).toBe('0.8,7.0 39.3,7.0');
  expect(writePoints([0, 0], 0)).toBe('0.8,13.3 39.3,13.3');
});
