import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createServerRig, type ServerRig, tellLiveState } from '../../support/serverRig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());
beforeEach(async () => {
  await rig.reset();
  await tellLiveState(rig);
});

const now = (): number => Math.floor(Date.now() / 1_000) * 1_000;

/** One sample every five seconds of the last `seconds`; `values` by seconds since the first. Returns the last one's time. */
async function fill(
  seconds: number,
  values: (elapsed: number) => Record<string, number | null>,
): Promise<number> {
  const begin = now() - seconds * 1_000;
  for (let elapsed = 0; elapsed <= seconds; elapsed += 5) {
    await rig.services.history.appendSample({ at: begin + elapsed * 1_000, values: values(elapsed) });
  }
  return begin + seconds * 1_000;
}

const rising = (elapsed: number) => ({
  'statements.RedisSyncJob.Total': elapsed,
  'statements.NewTokenHandler.Total': elapsed / 5,
  walBytesTotal: 1_000 * elapsed,
  checkpointWriteMsTotal: 400 * elapsed,
  checkpointSyncMsTotal: 100 * elapsed,
  'latencyCount.market.Total': elapsed,
  'latencySeconds.market.Total': 3 * elapsed,
});

describe('figures', () => {
  test('are rates per workload hour, shares of wall time, and means', async () => {
    await fill(300, rising);
    const { figures } = await rig.caller.overview.read();
    // 1.2 statements a second of wall time, ten times slower in workload time.
    expect(figures.writesPerHour! / (1.2 * 360)).toBeCloseTo(1, 1);
    expect(figures.walBytesPerHour! / 360_000).toBeCloseTo(1, 1);
    expect(figures.checkpointShare).toBeCloseTo(0.5, 1);
    expect(figures.latencySeconds).toEqual({ market: 3 });
    expect(figures.checkpointSecondsPerHour).toBeNull();
    expect(figures.fullPageImagesPerHour).toBeNull();
    expect(figures.windowSeconds).toBeGreaterThan(270);
  });

  test('begin anew once a table is loaded, or time runs at another scale', async () => {
    await fill(300, (elapsed) => ({ walBytesTotal: elapsed < 200 ? 1_000_000 * elapsed : 200_000_000 }));
    await tellLiveState(rig, { steadySince: now() - 90_000 });
    const { figures } = await rig.caller.overview.read();
    expect(figures.walBytesPerHour).toBe(0);
    expect(figures.windowSeconds).toBeLessThanOrEqual(90);
    await tellLiveState(rig, { steadySince: null });
    expect((await rig.caller.overview.read()).figures.walBytesPerHour).toBeNull();
  });

  test('begin anew with a toggle', async () => {
    await fill(300, (elapsed) => ({
      'statements.RedisSyncJob.Total': elapsed < 200 ? 100 * elapsed : 20_000,
    }));
    const toggle = { strategy: 'hybrid', before: 'direct', epoch: 2 } as const;
    await rig.services.history.appendEvent('toggles', { at: now() - 90_000, value: toggle });
    const { figures } = await rig.caller.overview.read();
    expect(figures.writesPerHour).toBe(0);
    expect(figures.windowSeconds).toBeLessThanOrEqual(90);
  });

  test('count no fall of a counter, and nothing across one', async () => {
    await fill(300, (elapsed) => ({ walBytesTotal: elapsed < 150 ? 1e9 + elapsed : elapsed - 150 }));
    const { figures } = await rig.caller.overview.read();
    expect(figures.walBytesPerHour! / 360).toBeCloseTo(1, 0);
  });

  test('are null without a history', async () => {
    const { figures, sample } = await rig.caller.overview.read();
    expect(figures.writesPerHour).toBeNull();
    expect(sample).toBeNull();
  });
});

test('samples come with the width of their buckets', async () => {
  const to = await fill(300, rising);
  const fine = await rig.caller.history.samples({ from: to - 100_000, to, points: 2_000 });
  expect(fine.widthMs).toBe(1_000);
  expect(fine.samples).toHaveLength(21);
  expect((await rig.caller.history.samples({ from: to - 300_000, to, points: 10 })).widthMs).toBe(30_000);
});
