import { readDeadLetters } from '../../buffer/deadLetters.ts';
import { shardKeys } from '../../buffer/keys.ts';
import { discard } from '../../buffer/scripts.ts';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { BufferFullError } from '../../buffer/PutChannel.ts';
import { type BufferRig, createBufferRig, marketOf } from '../support/bufferRig.ts';
import { REDIS_PASSWORD, type RedisNode, RedisNodes } from '../support/redisNodes.ts';

const nodes = new RedisNodes();
let node: RedisNode;
let rig: BufferRig;
beforeAll(async () => {
  node = await nodes.start('redis', []);
  const redisUrl = `redis://:${encodeURIComponent(REDIS_PASSWORD)}@127.0.0.1:${node.port}`;
  rig = await createBufferRig({ redisUrl });
});
beforeEach(async () => {
  await node.ask('config', 'set', 'maxmemory', 0);
  await rig.reset();
});
afterAll(async () => {
  await rig.stop();
  await nodes.stop();
});

const fill = () => node.ask('config', 'set', 'maxmemory', 1);
const update = (mint: string, price: string) => ({
  mint,
  order: Date.now() * 1_000,
  market: marketOf(price),
});

it('a put waits, fails with an error of its own that names maxmemory, and passes when there is room', async () => {
  const buffer = rig.createBuffer();
  await rig.insert('A');
  await buffer.bufferToken(update('A', '1'), rig.epoch());
  await fill();
  const refused = buffer.bufferToken(update('A', '2'), rig.epoch());
  await expect(refused).rejects.toThrow(BufferFullError);
  await expect(refused).rejects.toThrow(/maxmemory/);
  await node.ask('config', 'set', 'maxmemory', 0);
  expect(await buffer.bufferToken(update('A', '3'), rig.epoch())).toMatchObject({ accepted: 1 });
  await buffer.syncBufferedTokens();
  expect(await rig.readPrice('A')).toBe('3');
  expect(await buffer.readLedger()).toMatchObject({ accepted: 2, pending: 0, imbalance: 0 });
});

it('a flush acknowledges, parks and buries without memory', async () => {
  const buffer = rig.createBuffer();
  await rig.insert('A', 'poisoned');
  await buffer.bufferToken(update('A', '1'), rig.epoch());
  await buffer.bufferToken(update('missing', '2'), rig.epoch());
  await buffer.bufferToken(update('poisoned', '1e140000'), rig.epoch());
  await fill();
  await buffer.syncBufferedTokens();
  expect(await rig.readPrice('A')).toBe('1');
  expect(await buffer.readLedger()).toMatchObject({
    acknowledged: 1,
    pending: 0,
    parked: 1,
    dead: 1,
    imbalance: 0,
  });
  const [letter] = await readDeadLetters(rig.redis, shardKeys(0), 1);
  expect(await discard(rig.run, shardKeys(0), letter!.id)).toBe(true);
});

it('an entry that changed while it was flushed stays, without memory too', async () => {
  const buffer = rig.createBuffer();
  await rig.insert('A');
  await buffer.bufferToken(update('A', '1'), rig.epoch());
  const interfering = rig.createBuffer({
    run: async (name, keys, args) => {
      if (name === 'ack') {
        await buffer.bufferToken(update('A', '2'), rig.epoch());
        await fill();
      }
      return rig.run(name, keys, args);
    },
  });
  await interfering.syncBufferedTokens();
  expect(await buffer.readLedger()).toMatchObject({ acknowledged: 0, pending: 1, imbalance: 0 });
  await buffer.syncBufferedTokens();
  expect(await rig.readPrice('A')).toBe('2');
  expect(await buffer.readLedger()).toMatchObject({ acknowledged: 1, pending: 0, imbalance: 0 });
});
