import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Queue } from 'bullmq';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { BufferUnavailableError } from '../../buffer/PutChannel.ts';
import { createRedisClient, listNodes } from '../../redis/client.ts';
import { findConnectError } from '../../redis/findConnectError.ts';
import { createHistory } from '../../redis/history.ts';
import { QUEUE_PREFIX } from '../../redis/keys.ts';
import { shardOf, shardKeys } from '../../buffer/keys.ts';
import { createBufferRunner } from '../../buffer/scripts.ts';
import { runsCommand } from '../support/command.ts';
import { createEnvironment } from '../../scripts/launch/embedded/child.ts';
import { readBufferPage } from '../../server/readers/bufferPage.ts';
import { readFeedPage } from '../../server/readers/feed.ts';
import { checkRedis, UnsafeServerError } from '../../worker/services/serverChecks.ts';
import { createTokenReader, invalidateCache } from '../../worker/services/tokenReader.ts';
import { marketOf } from '../support/bufferRig.ts';
import { eventually } from '../support/eventually.ts';
import { meetFlushes } from '../support/meetFlushes.ts';
import { type RedisCluster, startLoneNode, startRedisCluster } from '../support/redisCluster.ts';
import { catchUp, cutReplication } from '../support/redisNodes.ts';
import { createServerRig, type ServerRig } from '../support/serverRig.ts';
import { createWorkerRig, type WorkerRig } from '../support/workerRig.ts';

const runFile = promisify(execFile);
const SHARDS = 4;
/** Some in each of the four shards. */
const MINTS = Array.from({ length: 40 }, (_, i) => `mint${i}`);

let cluster: RedisCluster;
let rig: ServerRig;
beforeAll(async () => {
  cluster = await startRedisCluster();
  rig = await createServerRig({ redisUrl: cluster.url });
});
afterAll(async () => {
  await rig?.stop();
  await cluster?.stop();
});

type Buffer = ReturnType<ServerRig['createBuffer']>;
const createBuffer = (): Buffer => rig.createBuffer({ shards: SHARDS });
const put = (buffer: Buffer, mints: readonly string[], price: string, order: number) =>
  buffer.bufferTokens(
    mints.map((mint) => ({ mint, order, market: marketOf(price) })),
    { epoch: rig.epoch(), polled: false, target: 'dirty' },
  );
const readPrices = async () => new Set(await Promise.all(MINTS.map((mint) => rig.readPrice(mint))));

describe('on three masters', () => {
  beforeEach(async () => {
    await rig.reset();
    await rig.insert(...MINTS);
  });

  it('the shards lie on several of them', async () => {
    const owners = Array.from({ length: SHARDS }, (_, shard) => cluster.findOwners(shardKeys(shard).meta));
    expect(new Set((await Promise.all(owners)).map(({ master }) => master.port)).size).toBe(3);
    expect(new Set(MINTS.map((mint) => shardOf(mint, SHARDS))).size).toBe(SHARDS);
  });

  it('buffers, merges, flushes and acknowledges, whichever node a token is on', async () => {
    const buffer = createBuffer();
    await put(buffer, MINTS, '1', 10);
    await put(buffer, MINTS, '2', 11);
    expect(await buffer.readLedger()).toMatchObject({ accepted: 80, merged: 40, pending: 40, imbalance: 0 });
    expect((await buffer.readEntries([...MINTS, 'none'])).map(({ mint }) => mint)).toEqual(MINTS);
    expect(await buffer.syncBufferedTokens()).toMatchObject({ tokens: 40, rowsWritten: 40 });
    expect(await readPrices()).toEqual(new Set(['2']));
    expect(await buffer.readLedger()).toMatchObject({ acknowledged: 40, pending: 0, imbalance: 0 });
  });

  it('parks what has no row, makes dead letters and discards them', async () => {
    const buffer = createBuffer();
    await buffer.bufferToken({ mint: 'absent', order: 5, status: 'active' }, rig.epoch());
    await buffer.bufferToken(
      { mint: MINTS[0]!, order: 5, pool: { poolAddress: 'a\0b', poolType: null, poolCreatedAt: null } },
      rig.epoch(),
    );
    expect(await buffer.syncBufferedTokens()).toMatchObject({ parked: 1, dead: 1 });
    const page = await readBufferPage(rig.services, 10);
    expect(page.counts).toEqual({ waiting: 0, parked: 1, dead: 1 });
    expect(await rig.caller.buffer.discard({ ids: [page.dead[0]!.id] })).toMatchObject({ failed: [] });
    expect(await buffer.readLedger()).toMatchObject({ parked: 1, dead: 0, discarded: 1, imbalance: 0 });
  });

  it('flushes its shards at the same time', async () => {
    const { pool, shards } = meetFlushes(rig.pool);
    const buffer = rig.createBuffer({ shards: SHARDS, pool });
    await put(buffer, MINTS, '3', 10);
    await buffer.syncBufferedTokens();
    expect(shards.size).toBe(SHARDS);
    expect(await readPrices()).toEqual(new Set(['3']));
  });

  it('a switch of strategy reaches every shard: puts of the old one are routed again', async () => {
    const buffer = createBuffer();
    const before = rig.epoch();
    await rig.setStrategy('direct');
    const outcome = await buffer.bufferTokens(
      MINTS.map((mint) => ({ mint, order: 20, status: 'active' })),
      { epoch: before, polled: false, target: 'dirty' },
    );
    expect(outcome).toMatchObject({ modeChanged: true, accepted: 0 });
    expect(outcome.modeChanged && outcome.remaining).toHaveLength(MINTS.length);
  });

  it('the feed and its export of what waits lay the buffer of every node over the rows', async () => {
    await put(createBuffer(), MINTS, '7', 10);
    const { tokens } = await readFeedPage(rig.services, { sort: 'new', limit: 100 });
    expect(tokens).toHaveLength(MINTS.length);
    expect(new Set(tokens.map(({ market }) => market.priceUsd))).toEqual(new Set(['7']));
    const { waiting } = await readBufferPage(rig.services, 100);
    expect(waiting.map(({ mint }) => mint).sort()).toEqual(MINTS.toSorted());
  });

  it('the cache of rows fills and is emptied on every node', async () => {
    const buffer = createBuffer();
    const { pool, redis, run } = rig;
    const reader = createTokenReader({
      pool,
      redis,
      run,
      shards: SHARDS,
      readEntries: (mints) => buffer.readEntries(mints),
    });
    const countCached = async () => {
      const keys = MINTS.map((mint) => shardKeys(shardOf(mint, SHARDS)).cachePrefix + mint);
      const found = await Promise.all(keys.map((key) => redis.exists(key)));
      return found.reduce((sum, each) => sum + each, 0);
    };
    const read = await Promise.all(MINTS.map((mint) => reader.readToken(mint)));
    expect(read.map((token) => token?.mint)).toEqual(MINTS);
    expect(await countCached()).toBe(MINTS.length);
    await invalidateCache(redis, MINTS, SHARDS);
    expect(await countCached()).toBe(0);
  });

  it('keeps history: samples, and events once', async () => {
    const history = createHistory(rig.redis);
    const at = Date.now();
    for (const second of [0, 1, 2])
      await history.appendSample({ at: at + second * 1_000, values: { load: second } });
    for (const id of ['a', 'a', 'b']) await history.appendEvent('syncs', { at, value: { id } }, id);
    expect(await history.readSamples({ from: at - 1_000, to: at + 5_000, points: 100 })).toHaveLength(3);
    expect(await history.readEvents('syncs', { from: at - 1, to: at + 1, limit: 10 })).toHaveLength(2);
    expect((await history.readMemory())['samples']).toMatchObject({ entries: 3 });
  });

  it('scripts are sent again to a node that has forgotten them', async () => {
    for (const node of listNodes(rig.redis).masters) await node.script('FLUSH');
    await put(createBuffer(), MINTS, '4', 10);
    await createBuffer().syncBufferedTokens();
    expect(await readPrices()).toEqual(new Set(['4']));
  });
});

describe('addresses', () => {
  const logger = pino({ level: 'silent' });
  const connect = (url: string) => createRedisClient({ url, name: 'test', onError: () => undefined });

  it('one node of a cluster is refused where a single server was meant', async () => {
    const redis = connect(cluster.url.replace('redis+cluster', 'redis').replace(/,.*/, ''));
    await expect(checkRedis(redis, logger)).rejects.toThrow(UnsafeServerError);
    await expect(checkRedis(redis, logger)).rejects.toThrow('redis+cluster://');
    redis.disconnect();
    await checkRedis(rig.redis, logger);
  });

  it('a single server is distinguished from a cluster that is away', async () => {
    const { host } = new URL(inject('redisUrl'));
    const password = new URL(inject('redisUrl')).password;
    const error = await findConnectError(`redis+cluster://:${password}@${host}`);
    expect(error?.message).toContain('cluster support disabled');
    expect(await findConnectError(cluster.url)).toBeNull();
  });

  it('a cluster that cannot be reached fails what is asked of it, instead of queueing it for ever', async () => {
    const redis = connect('redis+cluster://127.0.0.1:1,127.0.0.1:2');
    const channel = rig.createBuffer({ run: createBufferRunner(redis) });
    await expect(put(channel, ['a'], '1', 1)).rejects.toThrow(BufferUnavailableError);
    await expect(redis.ping()).rejects.toThrow('No node of the cluster can be reached');
    redis.disconnect();
  });

  it('a cluster that goes away as a whole and comes back is found again', async () => {
    const lone = await startLoneNode();
    const redis = connect(lone.url);
    const many = Array.from({ length: 20 }, (_, i) => `key${i}`);
    const set = () => Promise.all(many.map((key) => redis.set(key, 'x')));
    expect(new Set(await set())).toEqual(new Set(['OK']));
    await lone.node.kill();
    await eventually(() => expect(redis.ping()).rejects.toThrow('No node of the cluster can be reached'));
    await lone.node.start();
    expect(new Set(await eventually(set))).toEqual(new Set(['OK']));
    expect(await redis.pipeline().get('key0').ttl('key0').exec()).toEqual([
      [null, 'x'],
      [null, -1],
    ]);
    redis.disconnect();
    await lone.stop();
  });
});

describe('when a master dies', () => {
  beforeEach(async () => {
    await rig.reset();
    await rig.insert(...MINTS);
  });

  it('its replica takes over by itself, and nothing that was acknowledged is lost', async () => {
    const buffer = createBuffer();
    await put(buffer, MINTS, '1', 10);
    await put(buffer, MINTS, '2', 11);
    const { master, replica } = await cluster.findOwners(shardKeys(0).meta);
    await catchUp(master, replica);
    const failover = cluster.waitForFailover(master, replica);
    await master.kill();
    // Accepted while nobody has the slot: writers wait, as long as they may.
    await eventually(() => put(buffer, MINTS, '3', 12));
    await failover;
    await eventually(() => buffer.syncBufferedTokens());
    expect(await readPrices()).toEqual(new Set(['3']));
    expect(await buffer.readLedger()).toMatchObject({ pending: 0, imbalance: 0 });
  });

  it('where it only freezes it is left behind too; what its replica had not received is lost, and the ledger counts it', async () => {
    const buffer = createBuffer();
    const [kept, lost] = [MINTS.slice(0, 20), MINTS.slice(20)];
    await put(buffer, kept, '1', 10);
    const { master, replica } = await cluster.findOwners(shardKeys(2).meta);
    await catchUp(master, replica);
    await cutReplication(master, replica);
    await put(buffer, lost, '1', 11);
    const failover = cluster.waitForFailover(master, replica);
    master.signal('SIGSTOP');
    await failover;
    const gone = lost.filter((mint) => shardOf(mint, SHARDS) === 2);
    await eventually(async () => expect(await buffer.readLedger()).toMatchObject({ imbalance: gone.length }));
    expect(gone.length).toBeGreaterThan(0);
    master.signal('SIGCONT');
    await eventually(() => buffer.syncBufferedTokens());
    const prices = new Map(
      await Promise.all(MINTS.map(async (mint) => [mint, await rig.readPrice(mint)] as const)),
    );
    expect(MINTS.filter((mint) => prices.get(mint) === null)).toEqual(gone);
  });
});

describe('a whole worker', () => {
  let workers: WorkerRig;
  beforeAll(async () => {
    await Promise.all(listNodes(rig.redis).masters.map((node) => node.flushdb()));
    workers = await createWorkerRig({ redisUrl: cluster.url });
  });
  afterAll(() => workers?.stop());

  it('takes in events, runs its jobs and follows a switch, also when the node of its queues dies; so do the commands', async () => {
    const worker = await workers.start({
      PRESET: 'seed',
      STRATEGY: 'hybrid',
      TIME_SCALE: '600',
      BUFFER_SHARDS: String(SHARDS),
    });
    const countSyncs = () => workers.readMetric(worker, /^breakwater_sync_duration_seconds_count/);
    const countCreates = () => workers.readMetric(worker, /^breakwater_events_total{.*kind="create"/);
    const growsBeyond = async (count: () => Promise<number>, before: number) =>
      eventually(async () => expect(await count()).toBeGreaterThan(before));
    await growsBeyond(countSyncs, 1);
    await growsBeyond(countCreates, 0);
    const queue = `${QUEUE_PREFIX}:events:meta`;
    const { master, replica } = await cluster.findOwners(queue);
    await catchUp(master, replica);
    const failover = cluster.waitForFailover(master, replica);
    await master.kill();
    await failover;
    await growsBeyond(countSyncs, await countSyncs());
    await growsBeyond(countCreates, await countCreates());
    expect(await runScript('strategy', 'direct')).toContain('direct is active');
    expect(await workers.readMetric(worker, /^breakwater_write_strategy{.*strategy="direct"/)).toBe(1);
    expect(JSON.parse(await runScript('buffer', 'list', '--json'))).toEqual({
      pending: 0,
      parked: [],
      dead: [],
      buffers: [],
    });
    const events = new Queue('events', {
      connection: rig.redis,
      prefix: QUEUE_PREFIX,
      skipVersionCheck: true,
    });
    expect(await events.getFailedCount()).toBe(0);
    await events.close();
    expect((await worker.buffer.readLedger()).imbalance).toBe(0);
  });

  async function runScript(name: string, ...args: readonly string[]): Promise<string> {
    const { databaseUrl, redisUrl } = workers.databases;
    const env = createEnvironment({
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
    });
    const { stdout } = await runFile(process.execPath, runsCommand(name, ...args), { env });
    return stdout;
  }
});
