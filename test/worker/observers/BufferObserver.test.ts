import { EventEmitter, once } from 'node:events';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { sampleEntryKeys } from '../../../buffer/sampleEntryKeys.ts';
import { shardOf } from '../../../buffer/keys.ts';
import type { BufferSample } from '../../../worker/metrics/recorder.ts';
import { BufferObserver } from '../../../worker/observers/BufferObserver.ts';
import type { TokenBufferManager } from '../../../worker/services/TokenBufferManager.ts';
import { type BufferRig, createBufferRig } from '../../support/bufferRig.ts';

const SHARDS = 4;
const MINT = 'elsewhere';

let rig: BufferRig;
beforeAll(async () => {
  rig = await createBufferRig();
});
afterAll(() => rig.stop());
afterEach(() => rig.reset());

/** The first sample that holds a row, of an observer that began with an empty buffer; `fill` makes it hold one. */
async function observeFirst(buffer: TokenBufferManager, fill: () => Promise<unknown>): Promise<BufferSample> {
  const samples = new EventEmitter();
  const held = once(samples, 'held') as Promise<[BufferSample]>;
  const observer = new BufferObserver({
    redis: rig.redis,
    readLedger: () => buffer.readLedger(),
    record: (sample) => {
      if (sample.pending + sample.parked > 0) samples.emit('held', sample);
    },
    logger: pino({ level: 'silent' }),
    sampleEntryKeys: (count) => sampleEntryKeys(rig.redis, SHARDS, count),
    maxEntries: 1_000,
    maxBytes: 1e9,
    maxAgeMs: 1e9,
    onPressure: () => undefined,
  });
  await observer.start();
  await fill();
  try {
    return (await held)[0];
  } finally {
    await observer.stop();
  }
}

test('rows that wait have a size from their first second on, in whichever shard they are', async () => {
  expect(shardOf(MINT, SHARDS)).not.toBe(0);
  const buffer = rig.createBuffer({ shards: SHARDS });
  const sample = await observeFirst(buffer, () =>
    buffer.bufferToken({ mint: MINT, order: 1, status: 'active' }, rig.epoch()),
  );
  expect(sample).toMatchObject({ pending: 1, parked: 0 });
  expect(sample.memoryBytes).toBeGreaterThan(50);
});

test('rows that are only parked have one, too', async () => {
  const buffer = rig.createBuffer({ shards: SHARDS });
  await buffer.bufferToken({ mint: MINT, order: 1, status: 'active' }, rig.epoch());
  expect(await buffer.syncBufferedTokens()).toMatchObject({ parked: 1 });
  const keys = await sampleEntryKeys(rig.redis, SHARDS, 20);
  expect(keys).toHaveLength(1);
  const sample = await observeFirst(buffer, () => Promise.resolve());
  expect(sample).toMatchObject({ pending: 0, parked: 1 });
  expect(sample.memoryBytes).toBeGreaterThan(50);
});
