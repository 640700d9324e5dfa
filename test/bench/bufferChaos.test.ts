import { describe, expect, it } from 'vitest';
import { runBufferChaos } from '../../bench/bufferChaos/runBufferChaos.ts';

/** Its control is a forced schedule of test/buffer/exactlyOnce.test.ts; at random it takes more faults than a test has time for. */
const PATIENCE_MS = 600_000;

describe('the package under faults', () => {
  it(
    'loses nothing, counts nothing twice, and the ledger agrees',
    async () => {
      const result = await runBufferChaos({ faults: 6, seed: 1, control: null });
      expect(result).toMatchObject({ wrong: [], imbalance: 0, failures: [] });
      expect(result.updates).toBeGreaterThanOrEqual(1_200);
    },
    PATIENCE_MS,
  );
});
