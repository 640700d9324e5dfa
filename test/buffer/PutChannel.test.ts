import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { PutChannel } from '../../buffer/PutChannel.ts';
import { toBufferUpdate } from '../../domain/tokenEntry.ts';
import { shardKeys } from '../../buffer/keys.ts';
import type { RunBufferScript } from '../../buffer/scripts.ts';
import { type BufferRig, createBufferRig, marketOf } from '../support/bufferRig.ts';

let rig: BufferRig;
beforeAll(async () => {
  rig = await createBufferRig();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

/** Redis applies every call, and the network loses the replies of these (from 0). */
function createChannel(...lost: readonly number[]): PutChannel {
  let calls = 0;
  const run: RunBufferScript = async (name, keys, args) => {
    const reply = await rig.run(name, keys, args);
    if (lost.includes(calls++)) throw new Error('Connection is closed.');
    return reply;
  };
  return new PutChannel({
    run,
    keys: shardKeys(0),
    producer: 'p1',
    maxEntries: 100,
    writerWaitMs: 5_000,
    signal: new AbortController().signal,
    onFull: () => undefined,
  });
}

const poll = (mint: string, order: number) => ({
  epoch: rig.epoch(),
  target: 'dirty' as const,
  polled: true,
  updates: [toBufferUpdate({ mint, order, market: marketOf('7') })],
});

it('says after a lost reply exactly what the first would have said', async () => {
  // Everything below order 20 has been overtaken by a poll that found nothing changed.
  await rig.redis.hset(shardKeys(0).meta, 'skipped', 20);
  // The first goes by itself, the three that come meanwhile together: their reply is lost twice.
  const channel = createChannel(1, 2);
  const replies = await Promise.all([
    channel.put(poll('A', 30)),
    channel.put(poll('B', 10)),
    channel.put(poll('A', 31)),
    channel.put(poll('C', 32)),
  ]);
  expect(replies).toEqual([
    { modeChanged: false, accepted: 1, merged: 0, stale: [] },
    { modeChanged: false, accepted: 0, merged: 1, stale: [0] },
    { modeChanged: false, accepted: 1, merged: 0, stale: [] },
    { modeChanged: false, accepted: 1, merged: 0, stale: [] },
  ]);
  expect(channel.accepted).toBe(3);
  expect(await rig.redis.hmget(shardKeys(0).meta, 'accepted', 'merged')).toEqual(['3', '1']);
});

it('applies a call once, however often its reply is lost', async () => {
  const channel = createChannel(0, 1, 2);
  await channel.put(poll('A', 1));
  expect(channel.accepted).toBe(1);
  expect(await rig.redis.hget(`${shardKeys(0).entryPrefix}A`, '_n')).toBe('1');
});

it('refuses at once who comes while too much waits already, and takes the rest', async () => {
  const channel = createChannel();
  const updates = Array.from({ length: 500 }, (_, i) =>
    toBufferUpdate({ mint: `M${i % 50}`, order: i + 1, market: marketOf('7') }),
  );
  const results = await Promise.allSettled(
    Array.from({ length: 110 }, () => channel.put({ ...poll('A', 1), updates })),
  );
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  // The first is under way at once, a hundred wait.
  expect(refused.map(({ name }) => name)).toEqual(Array.from({ length: 9 }, () => 'BufferFullError'));
  expect(channel.accepted).toBe(101 * 500);
});
