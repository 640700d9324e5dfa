import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replayWriteSeconds } from '../../../model/pacing.ts';
import { inferSettings, type SettingsEvidence } from '../../../observer/serverLog/inferSettings.ts';

const TIMEOUTS = [30, 300, 900, 2_400, 2_700, 7_200, 86_400];
const TARGETS = [0.5, 0.9, 0.99];

/** Checkpoints with more pages than naps, by the server's own rule; starts drift as a busy checkpointer's do. */
function observe(
  timeout: number,
  target: number,
  starts: readonly { readonly fraction: number; readonly skipped: number }[],
): SettingsEvidence {
  const settings = { checkpointTimeoutSeconds: timeout, completionTarget: target };
  const base = Date.UTC(2031, 1, 3);
  let cycles = 0;
  const startsMs = starts.map(({ fraction, skipped }) => {
    cycles += 1 + skipped;
    return base + 1_000 * (cycles * timeout + fraction);
  });
  const writes = starts.map(({ fraction }, index) => {
    const buffers = Math.ceil(11 * target * timeout) + 20;
    const writeSeconds = replayWriteSeconds({ buffers, settings, startFraction: fraction });
    return { buffers, writeSeconds: Math.round(writeSeconds * 1_000) / 1_000, startMs: startsMs[index]! };
  });
  return { writes, gapsMs: startsMs.slice(1).map((ms, index) => ms - startsMs[index]!) };
}

const withoutStarts = ({ writes }: SettingsEvidence): SettingsEvidence => ({
  writes: writes.map((write) => ({ ...write, startMs: null })),
  gapsMs: [],
});

const pairs = TIMEOUTS.flatMap((timeout) => TARGETS.map((target) => ({ timeout, target })));
/** All at whole seconds, too: a log may have no milliseconds. */
const fraction = fc.integer({ min: 0, max: 999 }).map((ms) => ms / 1_000);

describe('settings read from a log', () => {
  it.each(pairs)(
    'T $timeout s, c $target: right from three plateaus with their starts',
    ({ timeout, target }) => {
      const starts = [0.21, 0.74, 0.48].map((own) => ({ fraction: own, skipped: 0 }));
      expect(inferSettings(observe(timeout, target, starts))).toMatchObject({
        checkpointTimeoutSeconds: timeout,
        completionTarget: target,
      });
    },
  );

  it('any T and c: right, or not known, never another pair', () => {
    let right = 0;
    const start = fc.record({ fraction, skipped: fc.constantFrom(0, 0, 0, 1) });
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 120 }).map((tens) => tens * 10),
        fc.integer({ min: 50, max: 99 }).map((hundredths) => hundredths / 100),
        fc.array(start, { minLength: 3, maxLength: 8 }),
        (timeout, target, starts) => {
          const found = inferSettings(observe(timeout, target, starts));
          if (found === null) return;
          right++;
          expect([found.checkpointTimeoutSeconds, found.completionTarget]).toEqual([timeout, target]);
        },
      ),
      { numRuns: 150 },
    );
    expect(right).toBeGreaterThan(75);
  });

  it('are not known without the starts, however clear the plateau is', () => {
    for (const { timeout, target } of pairs.slice(0, 9)) {
      const starts = Array.from({ length: 9 }, () => ({ fraction: 0.3, skipped: 0 }));
      expect(inferSettings(withoutStarts(observe(timeout, target, starts)))).toBeNull();
    }
  });

  it('are not known where every second start may be missing', () => {
    const starts = Array.from({ length: 3 }, () => ({ fraction: 0.3, skipped: 1 }));
    expect(inferSettings(observe(300, 0.9, starts))).toBeNull();
  });

  it('are not known where the starts have no milliseconds and several targets fit', () => {
    const starts = Array.from({ length: 4 }, () => ({ fraction: 0, skipped: 0 }));
    expect(inferSettings(observe(60, 0.54, starts))).toBeNull();
    expect(inferSettings(observe(300, 0.9, starts))).toMatchObject({ completionTarget: 0.9 });
  });

  it('are not known without a plateau, or with two', () => {
    const starts = Array.from({ length: 4 }, () => ({ fraction: 0.3, skipped: 0 }));
    const five = observe(300, 0.9, starts);
    const small = five.writes.map((write, index) => ({
      ...write,
      buffers: 100 + index,
      writeSeconds: 10 + index / 10,
    }));
    expect(inferSettings({ ...five, writes: small })).toBeNull();
    expect(
      inferSettings({ ...five, writes: [...five.writes, ...observe(300, 0.5, starts).writes] }),
    ).toBeNull();
  });

  it('a part that is given is taken as it is', () => {
    const starts = Array.from({ length: 3 }, () => ({ fraction: 0.3, skipped: 0 }));
    const evidence = observe(2_700, 0.9, starts);
    expect(inferSettings(withoutStarts(evidence), { checkpointTimeoutSeconds: 2_700 })).toMatchObject({
      checkpointTimeoutSeconds: 2_700,
      completionTarget: 0.9,
    });
    expect(inferSettings({ ...evidence, writes: [] }, { completionTarget: 0.4 })).toMatchObject({
      checkpointTimeoutSeconds: 2_700,
      completionTarget: 0.4,
    });
  });
});
