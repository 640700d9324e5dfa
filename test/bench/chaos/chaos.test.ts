import { describe, expect, it } from 'vitest';
import { runChaos } from '../../../bench/chaos/runChaos.ts';
import { CONTROL_NAMES, type ChaosPlan, type ChaosResult, FAULT_NAMES } from '../../../bench/chaos/types.ts';

const PATIENCE_MS = 300_000;

const DEFAULTS = { workers: 2, faults: FAULT_NAMES, fsync: 'always', control: null } as const;

const hurt = (plan: Partial<ChaosPlan> & Pick<ChaosPlan, 'seconds' | 'seed'>): Promise<ChaosResult> =>
  runChaos({
    plan: { ...DEFAULTS, ...plan },
    say: () => undefined,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });

describe('a minute of faults', () => {
  it(
    'loses nothing that was acknowledged, takes nothing back, and the ledger agrees',
    async () => {
      const result = await hurt({ seconds: 60, seed: 1 });
      expect(result.breaches).toEqual([]);
      expect(result).toMatchObject({ verdict: 'passed', lost: 0, wentBack: 0, ledgerImbalance: 0 });
      expect(result.faults).toBeGreaterThan(20);
      expect(result.acknowledged).toBeGreaterThan(1_000);
    },
    PATIENCE_MS,
  );
});

/** If one of these passed, the harness would see nothing. */
describe.each(CONTROL_NAMES)('the control %s', (control) => {
  it(
    'fails',
    async () => {
      const result = await hurt({
        seconds: 15,
        seed: 2,
        control,
        faults: ['freeze-worker', 'kill-worker', 'end-sessions'],
      });
      expect(result.verdict).toBe('failed');
      expect(result.lost).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
