import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BufferUnavailableError } from '../../buffer/PutChannel.ts';
import { findConnectError } from '../../redis/findConnectError.ts';
import { createHistory } from '../../redis/history.ts';
import { SETTINGS_KEY } from '../../redis/keys.ts';
import { readBufferPage } from '../../server/readers/bufferPage.ts';
import { readFeedPage } from '../../server/readers/feed.ts';
import { marketOf } from '../support/bufferRig.ts';
import { eventually } from '../support/eventually.ts';
import { catchUp, cutReplication } from '../support/redisNodes.ts';
import { type RedisSentinels, startRedisSentinels } from '../support/redisSentinels.ts';
import { createServerRig, type ServerRig } from '../support/serverRig.ts';
import { createWorkerRig } from '../support/workerRig.ts';

const MINTS = Array.from({ length: 10 }, (_, i) => `mint${i}`);

type Buffer = ReturnType<ServerRig['createBuffer']>;
const put = (rig: ServerRig, buffer: Buffer, price: string, order: number) =>
  buffer.bufferTokens(
    MINTS.map((mint) => ({ mint, order, market: marketOf(price) })),
    { epoch: rig.epoch(), polled: false, target: 'dirty' },
  );
const readPrices = async (rig: ServerRig) =>
  new Set(await Promise.all(MINTS.map((mint) => rig.readPrice(mint))));

describe('behind three Sentinels', () => {
  let sentinels: RedisSentinels;
  let rig: ServerRig;
  beforeAll(async () => {
    sentinels = await startRedisSentinels();
    rig = await createServerRig({ redisUrl: sentinels.url });
  });
  afterAll(async () => {
    await rig?.stop();
    await sentinels?.stop();
  });
  beforeEach(async () => {
    await rig.reset();
    await rig.insert(...MINTS);
  });

  it('buffers, flushes, acknowledges and shows; in the database that the address names', async () => {
    const buffer = rig.createBuffer({ shards: 4 });
    await put(rig, buffer, '1', 10);
    expect((await readBufferPage(rig.services, 100)).counts.waiting).toBe(MINTS.length);
    const { tokens } = await readFeedPage(rig.services, { sort: 'new', limit: 100 });
    expect(new Set(tokens.map(({ market }) => market.priceUsd))).toEqual(new Set(['1']));
    expect(await buffer.syncBufferedTokens()).toMatchObject({ tokens: MINTS.length });
    expect(await readPrices(rig)).toEqual(new Set(['1']));
    const history = createHistory(rig.redis);
    await history.appendEvent('marks', { at: 1_000, value: 'x' }, 'a');
    expect(await history.readEvents('marks', { from: 0, to: 2_000, limit: 5 })).toHaveLength(1);
    expect(await sentinels.master.readInfo('db3')).toBeDefined();
    expect(await sentinels.master.readInfo('db0')).toBeUndefined();
  });

  it('a master that the Sentinels do not know is reported', async () => {
    const error = await findConnectError(sentinels.url.replace('/buffer/', '/other/'));
    expect(error?.message).toContain('The Sentinels know no master of the name in REDIS_URL');
    expect(await findConnectError(sentinels.url)).toBeNull();
  });

  it('without enough replicas that answer, updates wait at their writer', async () => {
    const buffer = rig.createBuffer();
    await sentinels.master.ask('config', 'set', 'min-replicas-to-write', 2);
    await expect(put(rig, buffer, '1', 10)).rejects.toThrow(BufferUnavailableError);
    await sentinels.master.ask('config', 'set', 'min-replicas-to-write', 1);
    await put(rig, buffer, '1', 10);
    expect(await buffer.readLedger()).toMatchObject({
      accepted: MINTS.length,
      pending: MINTS.length,
      imbalance: 0,
    });
  });

  it('a whole worker goes on by itself when the master dies', async () => {
    const workers = await createWorkerRig({ redisUrl: sentinels.url });
    await rig.redis.flushdb();
    const worker = await workers.start({ PRESET: 'seed', STRATEGY: 'hybrid', TIME_SCALE: '600' });
    const count = (name: string) => workers.readMetric(worker, new RegExp(`^breakwater_${name}`));
    const syncs = 'sync_duration_seconds_count';
    const creates = 'events_total{.*kind="create"';
    const grows = async (name: string, before: number) =>
      eventually(async () => expect(await count(name)).toBeGreaterThan(before));
    await grows(syncs, 1);
    await grows(creates, 0);
    await sentinels.master.kill();
    await sentinels.waitForFailover();
    await grows(syncs, await count(syncs));
    await grows(creates, await count(creates));
    await eventually(async () => void (await rig.redis.hset(SETTINGS_KEY, 'strategy', 'direct')));
    await eventually(async () => expect(await count('write_strategy{.*strategy="direct"')).toBe(1));
    await workers.stop();
  });
});

describe('the window of a failover', () => {
  it('is empty where the replica had caught up, and counted by the ledger where it had not', async () => {
    const sentinels = await startRedisSentinels();
    const rig = await createServerRig({ redisUrl: sentinels.url });
    await rig.insert(...MINTS);
    const buffer = rig.createBuffer();
    await put(rig, buffer, '1', 10);
    await catchUp(sentinels.master, sentinels.replica);
    await cutReplication(sentinels.master, sentinels.replica);
    await put(rig, buffer, '2', 11);
    expect((await buffer.readLedger()).imbalance).toBe(0);
    await sentinels.master.kill();
    await sentinels.waitForFailover();
    await eventually(async () => expect((await buffer.readLedger()).imbalance).toBe(MINTS.length));
    await buffer.syncBufferedTokens();
    expect(await readPrices(rig)).toEqual(new Set(['1']));
    // An update that is accepted from here on is as safe as before.
    await put(rig, buffer, '3', 12);
    await buffer.syncBufferedTokens();
    expect(await readPrices(rig)).toEqual(new Set(['3']));
    await rig.stop();
    await sentinels.stop();
  });

  it('a master that only freezes is left behind too', async () => {
    const sentinels = await startRedisSentinels();
    const rig = await createServerRig({ redisUrl: sentinels.url });
    await rig.insert(...MINTS);
    const buffer = rig.createBuffer();
    await put(rig, buffer, '1', 10);
    await catchUp(sentinels.master, sentinels.replica);
    sentinels.master.signal('SIGSTOP');
    await sentinels.waitForFailover();
    await eventually(() => put(rig, buffer, '2', 11));
    await eventually(() => buffer.syncBufferedTokens());
    expect(await readPrices(rig)).toEqual(new Set(['2']));
    expect(await buffer.readLedger()).toMatchObject({ pending: 0, imbalance: 0 });
    // Back again it is a replica, and who still talks to it is sent away.
    sentinels.master.signal('SIGCONT');
    await eventually(async () => expect(await sentinels.master.readInfo('role')).toBe('slave'));
    await put(rig, buffer, '3', 12);
    await buffer.syncBufferedTokens();
    expect(await readPrices(rig)).toEqual(new Set(['3']));
    await rig.stop();
    await sentinels.stop();
  });
});
