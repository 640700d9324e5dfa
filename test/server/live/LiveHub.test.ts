import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCaller } from '../../../server/appRouter.ts';
import type { LiveTick } from '../../../server/types.ts';
import { eventually } from '../../support/eventually.ts';
import { checkpointOf, createServerRig, type ServerRig } from '../../support/serverRig.ts';

let rig: ServerRig;
let ending: AbortController;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());
beforeEach(async () => {
  await rig.reset();
  ending = new AbortController();
});
afterEach(() => ending.abort());

const second = (): number => Math.floor(Date.now() / 1_000) * 1_000;
const append = (at: number) => rig.services.history.appendSample({ at, values: { writesPerHour: 1 } });

async function next(ticks: AsyncGenerator<LiveTick, void>): Promise<LiveTick> {
  const { value, done } = await ticks.next();
  if (done) throw new Error('The stream ended');
  return value;
}

/** Ticks until `found` holds of one. */
async function until(
  ticks: AsyncGenerator<LiveTick, void>,
  found: (tick: LiveTick) => boolean,
): Promise<LiveTick> {
  for (let i = 0; i < 20; i++) {
    const tick = await next(ticks);
    if (found(tick)) return tick;
  }
  throw new Error('It did not come within 20 ticks');
}

describe('what is sent', () => {
  test('from the beginning: what comes from now on, each once', async () => {
    await append(second() - 30_000);
    const ticks = rig.with({}).liveHub.follow(null, ending.signal);
    const first = await next(ticks);
    expect(first).toMatchObject({ samples: [], missed: false, events: { checkpoints: [], syncs: [] } });
    const at = second();
    await append(at);
    const record = checkpointOf({ startedAt: Date.now() - 60_000 });
    await rig.services.history.appendEvent('checkpoints', { at: record.startedAt, value: record }, record.id);
    const seen: LiveTick[] = [];
    await until(ticks, (tick) => {
      seen.push(tick);
      return tick.events.checkpoints.length > 0 && seen.some(({ samples }) => samples.length > 0);
    }).catch(() => undefined);
    seen.push(await next(ticks));
    expect(seen.flatMap(({ samples }) => samples.map((sample) => sample.at))).toEqual([at]);
    expect(seen.flatMap(({ events }) => events.checkpoints.map(({ id }) => id))).toEqual([record.id]);
  });

  test('after a break: what came since, though it began before', async () => {
    const hub = rig.with({}).liveHub;
    const ticks = hub.follow(null, ending.signal);
    const sentTo = (await next(ticks)).overview.at;
    await ticks.return();
    const record = checkpointOf({ startedAt: Date.now() - 200_000, endedAt: Date.now() - 100 });
    await rig.services.history.appendEvent('checkpoints', { at: record.startedAt, value: record }, record.id);
    const at = Math.max(second(), sentTo);
    await append(at);
    const resumed = await next(hub.follow(sentTo, ending.signal));
    expect(resumed.events.checkpoints).toHaveLength(1);
    expect(resumed.samples).toHaveLength(1);
    expect(resumed.missed).toBe(false);
  });

  test('after a break and a restart of the server: the same, from the history only', async () => {
    const now = second();
    for (const ago of [40_000, 20_000, 10_000]) await append(now - ago);
    const value = { strategy: 'hybrid', before: 'direct', epoch: 3 } as const;
    await rig.services.history.appendEvent('marks', { at: now - 15_000, value: value });
    const resumed = await next(rig.with({}).liveHub.follow(now - 25_000, ending.signal));
    expect(resumed.samples.map(({ at }) => at)).toEqual([now - 20_000, now - 10_000]);
    expect(resumed.events.marks).toHaveLength(1);
  });

  test('after more than two minutes: the last two, and that more was missed', async () => {
    const now = second();
    for (const ago of [200_000, 150_000, 60_000]) await append(now - ago);
    const resumed = await next(rig.with({}).liveHub.follow(now - 300_000, ending.signal));
    expect(resumed.samples.map(({ at }) => at)).toEqual([now - 60_000]);
    expect(resumed.missed).toBe(true);
  });
});

describe('who listens', () => {
  test('shares one tick a second, and nothing is read when all are gone', async () => {
    const hub = rig.with({}).liveHub;
    expect(hub.active).toBe(false);
    const streams = [1, 2, 3].map(() => hub.follow(null, ending.signal));
    const ticks = await Promise.all(streams.map(next));
    expect(new Set(ticks.map(({ overview }) => overview)).size).toBe(1);
    await Promise.all(streams.map((stream) => stream.return()));
    await eventually(() => expect(hub.active).toBe(false));
    const again = await next(hub.follow(null, ending.signal));
    expect(again.overview.postgres.state).toBe('up');
  });

  test('is let go at once when it leaves or the server stops', async () => {
    const hub = rig.with({}).liveHub;
    const stream = hub.follow(null, ending.signal);
    await next(stream);
    const waiting = stream.next();
    ending.abort();
    expect(await waiting).toEqual({ value: undefined, done: true });
    await eventually(() => expect(hub.active).toBe(false));
  });
});

describe('live.stream', () => {
  test('gives ticks with their time as id, and ends when the process is asked to', async () => {
    const services = rig.with({});
    const caller = createCaller({ services, granted: true, foreign: false });
    const stream = (await caller.live.stream({}))[Symbol.asyncIterator]();
    const first = await stream.next();
    const [id, tick] = first.value as unknown as [string, LiveTick];
    expect(id).toBe(String(tick.overview.at));
    const waiting = stream.next();
    services.stopping.abort();
    expect((await waiting).done).toBe(true);
  });

  test('takes what is no time for the beginning', async () => {
    const services = rig.with({});
    const caller = createCaller({ services, granted: true, foreign: false });
    const stream = (await caller.live.stream({ lastEventId: 'x' }))[Symbol.asyncIterator]();
    const [, tick] = (await stream.next()).value as unknown as [string, LiveTick];
    expect(tick.missed).toBe(false);
    await stream.return?.();
  });
});
