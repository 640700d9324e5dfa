import { describe, expect, it } from 'vitest';
import { BUFFER_CONTROLS } from '../../bench/bufferChaos/messages.ts';
import { runBufferChaos } from '../../bench/bufferChaos/runBufferChaos.ts';

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

/** If one of these passed, the harness would see nothing. */
describe.each(BUFFER_CONTROLS)('the control %s', (control) => {
  it(
    'fails',
    async () => {
      const result = await runBufferChaos({ faults: 5, seed: 1, control });
      expect(result.wrong.length).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
