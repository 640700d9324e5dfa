import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  explainWriteSeconds,
  kneeBuffers,
  plateauSeconds,
  predictWriteSeconds,
  replayWriteSeconds,
  type PacingSettings,
} from '../../model/pacing.ts';

const DEFAULTS: PacingSettings = { checkpointTimeoutSeconds: 300, completionTarget: 0.9 };
const QUICK: PacingSettings = { checkpointTimeoutSeconds: 30, completionTarget: 0.9 };

/** The three log lines of the incident: buffers, write seconds, and what to make of them. */
const INCIDENT = [
  [314, 31.324, 'paced', 'paced, not slow: 314 dirty pages × 0.1 s'],
  [1770, 177.234, 'paced', 'paced, not slow: 1,770 dirty pages × 0.1 s'],
  [10_113, 269.86, 'plateau', 'paced, not slow: 10,113 dirty pages spread over 0.9 × 300 s'],
] as const;

const settings = fc.record({
  checkpointTimeoutSeconds: fc.integer({ min: 30, max: 3600 }),
  completionTarget: fc.double({ min: 0.1, max: 1, noNaN: true }),
});
const startFraction = fc.double({ min: 0, max: 0.999, noNaN: true });
/** Buffers as a multiple of the knee, so that both sides of it are met in any settings. */
const loads = fc.double({ min: 0.001, max: 5, noNaN: true });
const toBuffers = (load: number, of: PacingSettings): number =>
  Math.max(1, Math.round(load * kneeBuffers(of)));

/** The rule as checkpointer.c has it, without any shortcut. */
function replayPlainly(buffers: number, of: PacingSettings, fraction: number): number {
  let seconds = 0;
  for (let k = 1; k <= buffers; k++) {
    const progress = of.completionTarget * (k / buffers);
    if (progress >= (fraction + seconds) / of.checkpointTimeoutSeconds) seconds += 0.1001;
  }
  return seconds;
}

describe('predictWriteSeconds', () => {
  it('has knee and plateau where the defaults put them', () => {
    expect(kneeBuffers(DEFAULTS)).toBe(2700);
    expect(plateauSeconds(DEFAULTS)).toBe(270);
    expect(predictWriteSeconds(0, DEFAULTS)).toBe(0);
    expect(predictWriteSeconds(1, DEFAULTS)).toBe(0.1);
    expect(predictWriteSeconds(2700, DEFAULTS)).toBe(270);
    expect(predictWriteSeconds(2_000_000, DEFAULTS)).toBe(270);
  });

  it.each(INCIDENT)('meets %d buffers in %d s to one in a hundred', (buffers, writeSeconds) => {
    expect(Math.abs(predictWriteSeconds(buffers, DEFAULTS) / writeSeconds - 1)).toBeLessThan(0.01);
  });

  it('never falls with more buffers and never passes the plateau', () => {
    fc.assert(
      fc.property(settings, loads, fc.nat(10_000), (of, load, more) => {
        const buffers = toBuffers(load, of);
        expect(predictWriteSeconds(buffers + more, of)).toBeGreaterThanOrEqual(
          predictWriteSeconds(buffers, of),
        );
        expect(predictWriteSeconds(buffers, of)).toBeLessThanOrEqual(plateauSeconds(of));
      }),
    );
  });
});

describe('replayWriteSeconds', () => {
  it.each(INCIDENT)(
    'meets %d buffers in %d s to one in a thousand, begun at some part of a second',
    (...line) => {
      const [buffers, writeSeconds] = line;
      const errors = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((fraction) => {
        const replayed = replayWriteSeconds({ buffers, settings: DEFAULTS, startFraction: fraction });
        return Math.abs(replayed / writeSeconds - 1);
      });
      expect(Math.min(...errors)).toBeLessThan(0.001);
      expect(Math.max(...errors)).toBeLessThan(0.005);
    },
  );

  it('writes nothing in no time', () => {
    expect(replayWriteSeconds({ buffers: 0, settings: DEFAULTS })).toBe(0);
  });

  it('naps once for each buffer below the knee', () => {
    expect(replayWriteSeconds({ buffers: 100, settings: DEFAULTS, secondsPerNap: 1 / 8 })).toBe(12.5);
  });

  it('is within 3 % of the closed form when it starts on the second', () => {
    fc.assert(
      fc.property(settings, loads, (of, load) => {
        fc.pre(Math.abs(load - 1) > 0.05);
        const buffers = toBuffers(load, of);
        const replayed = replayWriteSeconds({ buffers, settings: of });
        const nap = 0.1001;
        expect(Math.abs(replayed - predictWriteSeconds(buffers, of))).toBeLessThanOrEqual(
          Math.max(0.03 * predictWriteSeconds(buffers, of), nap),
        );
      }),
    );
  });

  it('is the rule of checkpointer.c, nap for nap', () => {
    fc.assert(
      fc.property(settings, loads, startFraction, (of, load, fraction) => {
        const buffers = toBuffers(load, of);
        const replayed = replayWriteSeconds({ buffers, settings: of, startFraction: fraction });
        expect(Math.abs(replayed - replayPlainly(buffers, of, fraction))).toBeLessThan(0.11);
      }),
      { numRuns: 50 },
    );
  });

  it('loses at most the fraction of the second that it starts in', () => {
    const onTheSecond = replayWriteSeconds({ buffers: 100_000, settings: QUICK });
    const late = replayWriteSeconds({ buffers: 100_000, settings: QUICK, startFraction: 0.9 });
    expect(onTheSecond - late).toBeCloseTo(0.9, 1);
  });

  it('hurries in step with WAL that leads', () => {
    const fillsInSeconds = 60;
    const walShareAt = (seconds: number): number => seconds / fillsInSeconds;
    const hurried = replayWriteSeconds({ buffers: 100_000, settings: DEFAULTS, walShareAt });
    expect(hurried).toBeCloseTo(0.9 * fillsInSeconds, 0);
    const below = replayWriteSeconds({ buffers: 100, settings: DEFAULTS, walShareAt });
    expect(below).toBeCloseTo(10.01, 6);
  });

  it('keeps to the clock where WAL lags', () => {
    const walShareAt = (seconds: number): number => seconds / 3000;
    expect(replayWriteSeconds({ buffers: 100_000, settings: DEFAULTS, walShareAt })).toBeCloseTo(270, 0);
  });

  it('does not nap once the WAL trigger itself is reached', () => {
    expect(replayWriteSeconds({ buffers: 5000, settings: DEFAULTS, walShareAt: () => 1 })).toBe(0);
  });

  it('naps only after the last buffers when WAL stopped at half the trigger', () => {
    const naps = replayWriteSeconds({
      buffers: 900,
      settings: DEFAULTS,
      walShareAt: () => 0.5,
      secondsPerNap: 0.125,
    });
    // k·0.9/900 reaches 0.5 at k = 500; the buffers before it are written without a nap.
    expect(naps).toBe(401 / 8);
  });

  it('takes ten million buffers', () => {
    expect(replayWriteSeconds({ buffers: 10_000_000, settings: DEFAULTS })).toBeCloseTo(270, 0);
  });
});

describe('explainWriteSeconds', () => {
  it.each(INCIDENT)('reads the incident: %d buffers in %d s', (buffers, writeSeconds, kind, sentence) => {
    expect(explainWriteSeconds({ buffers, writeSeconds, settings: DEFAULTS })).toEqual({ kind, sentence });
  });

  it('never blames what the rule itself makes', () => {
    fc.assert(
      fc.property(settings, loads, startFraction, (of, load, fraction) => {
        const buffers = toBuffers(load, of);
        const writeSeconds = replayWriteSeconds({ buffers, settings: of, startFraction: fraction });
        const { kind } = explainWriteSeconds({ buffers, writeSeconds, settings: of });
        expect(kind).toBe(buffers < kneeBuffers(of) ? 'paced' : 'plateau');
      }),
    );
  });

  it('names the speed of a hurried one', () => {
    expect(explainWriteSeconds({ buffers: 14_248, writeSeconds: 0.712, settings: DEFAULTS })).toEqual({
      kind: 'hurried',
      sentence:
        'unpaced: 14,248 dirty pages at 20,011 a second (an immediate request, a shutdown, or WAL ahead of schedule)',
    });
    const { kind, sentence } = explainWriteSeconds({ buffers: 50, writeSeconds: 0, settings: DEFAULTS });
    expect(kind).toBe('hurried');
    expect(sentence).toContain('50,000 a second');
  });

  it('names the seconds that the rule does not explain', () => {
    const below = explainWriteSeconds({ buffers: 314, writeSeconds: 44.06, settings: DEFAULTS });
    expect(below.kind).toBe('slow');
    expect(below.sentence).toMatch(/^slower than paced by 12\.7 s: 314 dirty pages × 0\.1 s /);
    const above = explainWriteSeconds({ buffers: 20_000, writeSeconds: 1400, settings: DEFAULTS });
    expect(above.sentence).toMatch(
      /^slower than paced by 1,130 s: 20,000 dirty pages spread over 0\.9 × 300 s /,
    );
  });

  it('tolerates 5 %, 0.3 s and the start of the second, not more', () => {
    const kindOf = (buffers: number, writeSeconds: number): string =>
      explainWriteSeconds({ buffers, writeSeconds, settings: DEFAULTS }).kind;
    expect([kindOf(1000, 95.1), kindOf(1000, 104.9)]).toEqual(['paced', 'paced']);
    expect([kindOf(1000, 94.9), kindOf(1000, 105.1)]).toEqual(['hurried', 'slow']);
    expect([kindOf(2, 0.49), kindOf(2, 0.51)]).toEqual(['paced', 'slow']);
    expect([kindOf(2700, 256.6), kindOf(2700, 256.4)]).toEqual(['plateau', 'hurried']);
  });

  it('has words for nothing and for one page', () => {
    expect(explainWriteSeconds({ buffers: 0, writeSeconds: 0.01, settings: DEFAULTS })).toEqual({
      kind: 'paced',
      sentence: 'nothing to write',
    });
    expect(explainWriteSeconds({ buffers: 1, writeSeconds: 0.1, settings: DEFAULTS }).sentence).toBe(
      'paced, not slow: 1 dirty page × 0.1 s',
    );
  });
});
