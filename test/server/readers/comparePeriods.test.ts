import { valueOf } from '../../../domain/figure.ts';
import { mean } from '../../../domain/statistics.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as getReport } from '../../../app/api/export/periods/route.ts';
import { createServerRig, type ServerRig } from '../../support/serverRig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

/** A cycle of the shortest checkpoint_timeout, so that eight blocks of two cycles are eight minutes. */
const CYCLE_S = 30;
const MARK = { at: 0, text: 'index dropped' };

/** WAL a second in each cycle: about the middle, by as much as neighbours differ. */
const around = (middle: number, spread: number) => (cycle: number) => middle + spread * ((cycle % 4) - 1.5);

/** Two periods of `seconds` each with a mark between them; returns when the mark came. */
async function fill(
  seconds: number,
  rates: readonly ((cycle: number) => number)[],
  events: readonly number[] = [7, 7],
): Promise<number> {
  const base = Math.floor(Date.now() / 10_000) * 10_000 - 2 * seconds * 1_000;
  let [wal, seen] = [0, 0];
  for (let s = 0; s <= 2 * seconds; s++) {
    const period = s < seconds ? 0 : 1;
    wal += rates[period]!(Math.floor(s / CYCLE_S));
    seen += events[period]!;
    await rig.services.history.appendSample({
      at: base + s * 1_000,
      values: {
        timeScale: 1,
        checkpointTimeoutSeconds: CYCLE_S,
        syncIntervalSeconds: CYCLE_S,
        steadySince: base,
        walBytesTotal: wal,
        eventsTotal: seen,
      },
    });
  }
  const at = base + seconds * 1_000;
  await rig.services.history.appendEvent('marks', { at, value: { kind: 'note', text: MARK.text } });
  return at;
}

const latest = () => rig.caller.periods.compare({ before: null, after: null });

describe('two periods', () => {
  it('differ where the intervals of their blocks say so', async () => {
    const at = await fill(600, [around(1_000, 40), around(800, 40)]);
    const { before, after, changes, blocks, periods } = await latest();
    expect(periods.map(({ from, mark }) => [from, mark?.kind])).toEqual([
      [at, 'note'],
      [0, undefined],
    ]);
    expect([before!.from, after!.from, after!.isCurrent]).toEqual([0, at, true]);
    const { ratio, interval, difference } = changes.walBytesPerHour!;
    expect(difference).toBe('less');
    expect(ratio).toBeCloseTo(0.8, 1);
    expect(interval!.low).toBeLessThan(0.8);
    expect(interval!.high).toBeGreaterThan(0.8);
    expect(interval!.high).toBeLessThan(1);
    expect(changes.eventsPerHour).toMatchObject({ difference: 'no difference' });
    const { window } = after!.figures.walBytesPerHour as { window: { from: number } };
    // Their mean is the total over the window: whole blocks, none twice.
    for (const [period, own] of [
      [before, blocks.before.walBytesPerHour],
      [after, blocks.after.walBytesPerHour],
    ] as const) {
      expect(own!.length).toBeGreaterThanOrEqual(5);
      const value = valueOf(period!.figures.walBytesPerHour)!;
      expect(mean(own!)! / value).toBeCloseTo(1, 1);
    }
    // The cycle of the mark and the one after it are left out.
    expect(window.from).toBeGreaterThanOrEqual(at + CYCLE_S * 1_000);
  });

  it('do not differ where their cycles vary by more', async () => {
    await fill(600, [around(1_000, 500), around(1_030, 400)]);
    expect((await latest()).changes.walBytesPerHour!.difference).toBe('no difference');
  });

  it('are not judged by few cycles, whatever the figures are', async () => {
    await fill(190, [around(1_000, 0), around(1_000, 0)]);
    const { changes } = await latest();
    expect(changes.walBytesPerHour).toMatchObject({ difference: 'too few cycles to tell' });
    expect(changes.walBytesPerHour!.ratio).toBeCloseTo(1, 2);
  });

  it('can be chosen, and become a file of their own', async () => {
    const at = await fill(600, [around(1_000, 40), around(800, 40)], [10, 5]);
    const swapped = await rig.caller.periods.compare({ before: at, after: 0 });
    expect(swapped.changes.walBytesPerHour).toMatchObject({ difference: 'more' });
    expect(await rig.caller.periods.compare({ before: 5, after: at })).toMatchObject({ before: null });
    const answer = await getReport(new Request(`http://localhost:3000/api/export/periods?after=${at}`));
    const page = await answer.text();
    expect(answer.headers.get('content-disposition')).toContain('before-and-after.html');
    expect(page).toContain('20 % less WAL');
    expect(page).toContain('The load changed: −50 % events an hour');
    expect(page).toContain('after “index dropped”');
    expect(page).not.toMatch(/<script|https?:\/\/|src=/);
    expect(Buffer.byteLength(page)).toBeLessThan(300_000);
  });

  it('are none before the first mark', async () => {
    expect(await latest()).toEqual({
      periods: [],
      before: null,
      after: null,
      changes: {},
      blocks: { before: {}, after: {} },
    });
    const answer = await getReport(new Request('http://localhost:3000/api/export/periods'));
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: expect.stringContaining('no two periods with enough cycles yet') },
    ]);
  });
});
