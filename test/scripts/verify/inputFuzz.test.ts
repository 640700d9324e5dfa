import { expect, it } from 'vitest';
import { fuzzInputs } from '../../../scripts/verify/inputFuzz.ts';

it('logs, recordings, frames and market data of any bytes crash and hang no reader, and memory has a bound', async () => {
  const { outcomes } = await fuzzInputs({ runs: 800, seed: 1 });
  for (const [name, { read, refused }] of Object.entries(outcomes)) {
    expect(read + refused, name).toBe(200);
    expect(read, name).toBeGreaterThan(0);
  }
  expect(outcomes['log']).toEqual({ read: 200, refused: 0 });
});
