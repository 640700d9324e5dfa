import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import {
  expectAsLogged,
  findDebianPostgres,
  type Observation,
  type ObservedServer,
  ObservedServers,
} from '../support/observedServer.ts';
import { copyStopped, describePrimary } from '../support/standbys.ts';

const servers = new ObservedServers();
// A background writer that logs no snapshots, and 15 where a checkpoint record may be its own redo point.
// No checkpoint timed comes between those that are asked for.
const settings = { wal_level: 'minimal', max_wal_senders: '0', checkpoint_timeout: '10min' };
const main = servers.create('main', { settings });
const debianDir = findDebianPostgres(15);
const debian = servers.create('debian', { settings, installDir: debianDir });
const primary = servers.create('primary', { settings: { checkpoint_timeout: '30s' } });
let onPrimary: Observation;

beforeAll(async () => {
  await primary.start();
  await primary.query('create extension pg_buffercache');
  await dirty(primary, 10);
  await primary.stop();
  copyStopped(primary, join(servers.dir, 'standby'));
  // Its checkpoint is due in 30 s, and looked at in the end.
  await primary.start();
  onPrimary = await observe(primary);
  await dirty(primary, 60);
  await main.start();
  await main.query('create extension pg_buffercache');
  if (debianDir !== undefined) await debian.start();
});
afterAll(() => servers.stop());

async function dirty(server: ObservedServer, rows: number): Promise<void> {
  await server.query(
    'create table if not exists filler (pad text)',
    'alter table filler alter pad set storage plain',
    `insert into filler select repeat('x', 3000) from generate_series(1, ${rows})`,
  );
}

/** Observes until the first poll is complete. */
async function observe(server: ObservedServer, url = () => server.url): Promise<Observation> {
  const observation = await servers.observe(url);
  await eventually(() => expect(observation.observer.view.sample).not.toBeNull());
  return observation;
}

/** CHECKPOINT over 20 pages: its record must be the log line's. */
async function expectExact(server: ObservedServer, { records, observer }: Observation): Promise<void> {
  const before = records.length;
  await eventually(() => expect(observer.view.status.connected).toBe(true));
  await dirty(server, 40);
  await server.query('checkpoint');
  await eventually(() => expect(records).toHaveLength(before + 1));
  expect(records[before]).toMatchObject({ cause: 'requested', inferred: true, skipped: false, notes: [] });
  expect(records[before]!.buffers).toBeGreaterThanOrEqual(20);
  expectAsLogged(records[before], server.readLog().at(-1));
}

const VERSIONS = [
  { name: 'the embedded server', server: main, isThere: true },
  { name: "Debian's 15, where it is installed", server: debian, isThere: debianDir !== undefined },
];

describe.each(VERSIONS)('$name', ({ server, isThere }) => {
  it.skipIf(!isThere)(
    'CHECKPOINT makes the record that the log has, also with nothing to write',
    async () => {
      const observation = await observe(server);
      await expectExact(server, observation);
      await server.query('checkpoint');
      await eventually(() => expect(observation.records).toHaveLength(2));
      expect(observation.records[1]).toMatchObject({ cause: 'requested' });
      expectAsLogged(observation.records[1], server.readLog().at(-1));
      await observation.observer.stop();
    },
  );

  it.skipIf(!isThere)('a clean restart makes the record of the shutdown checkpoint', async () => {
    const observation = await observe(server);
    await dirty(server, 30);
    await server.stop();
    const line = server.readLog().at(-1);
    await server.start();
    await eventually(() => expect(observation.records).toHaveLength(1));
    expect(observation.readInterruption()).toBe('restarted');
    expect(observation.records[0]).toMatchObject({ cause: 'shutdown' });
    expectAsLogged(observation.records[0], line);
    // The server's clock counts from its start, not from the shutdown.
    const { next, sample } = observation.observer.view;
    expect(next!.startsAt - sample!.postmasterStartedAt).toBeCloseTo(600_000, 0);
    await expectExact(server, observation);
    await observation.observer.stop();
  });

  it.skipIf(!isThere)('a crash is reported, and makes the record of the end of recovery', async () => {
    const observation = await observe(server);
    await server.query('checkpoint');
    await eventually(() => expect(observation.records).toHaveLength(1));
    await dirty(server, 30);
    await server.kill();
    await server.start();
    await eventually(() => expect(observation.records).toHaveLength(2));
    expect(observation.readInterruption()).toBe('crashed');
    expect(observation.records[1]).toMatchObject({ cause: 'end-of-recovery' });
    expectAsLogged(observation.records[1], server.readLog().at(-1));
    expect(observation.observer.view.running).toBeNull();
    await expectExact(server, observation);
    await observation.observer.stop();
  });
});

describe('the embedded server', () => {
  it('gets neither WAL nor transaction ids from being observed', async () => {
    const readTraces = async () => {
      const text =
        'select pg_current_wal_insert_lsn() as lsn, pg_snapshot_xmax(pg_current_snapshot()) as xmax';
      return (await main.query(text))[0];
    };
    const { observer, polls } = await observe(main);
    await main.query('checkpoint');
    const letPoll = async (count: number): Promise<void> => {
      const until = polls() + count;
      await eventually(() => expect(polls()).toBeGreaterThanOrEqual(until));
    };
    // A page that is read for the first time may be tidied up.
    await readTraces();
    await letPoll(10);
    const before = await readTraces();
    await letPoll(60);
    expect(await readTraces()).toEqual(before);
    await observer.stop();
    await main.query('create table trace ()');
    const after = await readTraces();
    expect([after!['lsn'] === before!['lsn'], after!['xmax'] === before!['xmax']]).toEqual([false, false]);
  });

  it('may crash in one process: the postmaster stays, the statistics do not', async () => {
    const observation = await observe(main);
    const [row] = await main.query("select pid from pg_stat_activity where backend_type = 'walwriter'");
    process.kill(row!['pid'] as number, 'SIGKILL');
    await eventually(() => expect(observation.readInterruption()).toBe('crashed'));
    await eventually(() =>
      expect(observation.records).toEqual([expect.objectContaining({ cause: 'end-of-recovery' })]),
    );
    expectAsLogged(observation.records[0], main.readLog().at(-1));
    await expectExact(main, observation);
    await observation.observer.stop();
  });

  it('may have its statistics reset: nothing wrong is reported', async () => {
    const observation = await observe(main);
    await expectExact(main, observation);
    await main.query("select pg_stat_reset_shared('checkpointer')");
    await eventually(() => expect(observation.readInterruption()).toBe('stats-reset'));
    await expectExact(main, observation);
    await observation.observer.stop();
  });

  it('reports a role without sufficient rights, and more as soon as it may see more', async () => {
    await main.query("create role plain login password 'plain'");
    const observation = await observe(main, () => urlOf('plain'));
    const { observer } = observation;
    const listRemedies = (): string[] => observer.view.missing.map((each) => each.remedy);
    expect(listRemedies()).toEqual(['GRANT pg_monitor TO "plain";', 'GRANT pg_monitor TO "plain";']);
    expect(observer.view).toMatchObject({ dirtyBuffers: null, sample: { waitEvent: null } });
    await expectExact(main, observation);
    await main.query(...listRemedies());
    await eventually(() => expect(listRemedies()).toEqual([]));
    await eventually(() => expect(observer.view.dirtyBuffers).not.toBeNull());
    await expectExact(main, observation);
    expect(observation.lost).toEqual([]);
    await observer.stop();
  });

  it('may lose pg_buffercache and change its settings meanwhile: the rest goes on', async () => {
    const observation = await observe(main);
    const { observer } = observation;
    await eventually(() => expect(observer.view.dirtyBuffers).not.toBeNull());
    await main.query("alter system set checkpoint_timeout = '20min'", 'select pg_reload_conf()');
    await main.query('drop extension pg_buffercache');
    await eventually(() => expect(observer.view.dirtyBuffers).toBeNull());
    await eventually(() => expect(observer.view.missing.map((each) => each.what)).toEqual(['dirty pages']));
    await eventually(() => expect(observer.view.settings!.checkpointTimeoutSeconds).toBe(1_200));
    await expectExact(main, observation);
    expect(observation.records[0]!.checkpointTimeoutSeconds).toBe(1_200);
    expect(observation.lost).toEqual([]);
    await observer.stop();
  });

  it('may refuse at first: the observer tries again, and reports each reason once', async () => {
    await main.stop();
    const { observer, lost, polls } = await servers.observe(() => main.url);
    await eventually(() => expect(polls()).toBeGreaterThan(2));
    expect(lost).toEqual(['ECONNREFUSED']);
    expect(observer.view).toMatchObject({
      status: { connected: false, code: 'ECONNREFUSED' },
      running: null,
      next: null,
    });
    await main.start();
    await eventually(() => expect(observer.view.status.connected).toBe(true));
    await observer.stop();
  });

  it('may refuse the one statement: the observer is not connected before it can see, and says so once', async () => {
    await main.query("create role blind login password 'blind'");
    await main.query('revoke execute on function pg_control_checkpoint() from public');
    const { observer, lost, polls } = await servers.observe(() => urlOf('blind'));
    await eventually(() => expect(polls()).toBeGreaterThan(3));
    expect(lost).toEqual(['42501']);
    await main.query('grant execute on function pg_control_checkpoint() to public');
    await eventually(() => expect(observer.view.status.connected).toBe(true));
    await observer.stop();
  });
});

/** The main server's address for a role whose password is its name. */
function urlOf(role: string): string {
  const url = new URL(main.url);
  [url.username, url.password] = [role, role];
  return url.href;
}

describe('a primary and its standby', () => {
  it('a timed one is paced, expected before and recorded as the log has it', async () => {
    const { records, runs } = onPrimary;
    await eventually(() => expect(records.length).toBeGreaterThan(0));
    const [record] = records;
    expect(record).toMatchObject({ cause: 'time', inferred: false, predicted: { source: 'buffercache' } });
    const { checkpointLsn, predicted, forecast, buffers, startedAt } = record!;
    expectAsLogged(
      record,
      primary.readLog().find((line) => line.checkpointLsn === checkpointLsn),
    );
    expect(Math.abs(predicted!.buffers - buffers!)).toBeLessThan(5);
    expect(predicted!.writeSeconds).toBeGreaterThan(0);
    expect(forecast).toMatchObject({ cause: 'time', skipped: false });
    expect(forecast!.madeAt).toBeLessThan(startedAt);
    const run = runs.findLast((each) => each.startedAt < startedAt + 10_000);
    expect(run).toMatchObject({
      cause: 'time',
      inferred: false,
      joined: false,
      kind: 'checkpoint',
      predicted,
    });
    expect(run!.buffersWritten).toBeGreaterThan(0);
  });

  it('the standby makes restartpoints, recorded as its own log has them', async () => {
    // None timed: the one that is asked for would be skipped after it.
    const own = { primary_conninfo: describePrimary(primary), checkpoint_timeout: '10min' };
    const standby = servers.create('standby', { settings: own });
    await standby.start();
    const { records, observer } = await observe(standby);
    expect(observer.view.sample!.inRecovery).toBe(true);
    await primary.query('checkpoint');
    const lsn = primary.readLog().at(-1)!.checkpointLsn;
    await eventually(async () => {
      const [row] = await standby.query(`select pg_last_wal_replay_lsn() > '${lsn}'::pg_lsn as replayed`);
      expect(row!['replayed']).toBe(true);
    });
    await standby.query('checkpoint');
    await eventually(() => expect(records).toHaveLength(1));
    expect(records[0]).toMatchObject({ kind: 'restartpoint', cause: 'requested', checkpointLsn: lsn });
    expectAsLogged(records[0], standby.readLog().at(-1));
  });
});
