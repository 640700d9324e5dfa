import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeReplay } from '../../domain/describeReplay.ts';
import { eventually } from '../support/eventually.ts';
import {
  expectAsLogged,
  findDebianPostgres,
  type ObservedServer,
  ObservedServers,
} from '../support/observedServer.ts';
import { copyRunning, copyStopped, describePrimary } from '../support/standbys.ts';

const servers = new ObservedServers();
// No timed checkpoint comes between those that are asked for.
const settings = { checkpoint_timeout: '10min' };
const debianDir = findDebianPostgres(15);
const VERSIONS = [
  { name: 'the embedded server', installDir: undefined, isThere: true },
  {
    name: "Debian's 15, by pg_basebackup, where it is installed",
    installDir: debianDir,
    isThere: debianDir !== undefined,
  },
];

afterAll(() => servers.stop());

describe.each(VERSIONS)('a standby of $name', ({ installDir, isThere }) => {
  it.skipIf(!isThere)('is observed as a primary is, and becomes one in sight', async () => {
    const { primary, standby } = await startPair(installDir);
    const { observer, records, readInterruption, lost, polls } = await servers.observe(() => standby.url);
    const read = () => observer.view.sample!;
    await eventually(() => expect(read()).toMatchObject({ inRecovery: true }));
    // A standby does not know these: they are null, not 0.
    expect(read()).toMatchObject({ walBytes: null, walRecords: null, fullPageImages: null });

    await dirty(primary);
    await primary.query('checkpoint');
    const [end] = await primary.query(`select (pg_current_wal_lsn() - '0/0')::float8 as lsn`);
    await eventually(() => expect(read().walLsn).toBeGreaterThanOrEqual(end!['lsn'] as number));
    expect(read().replay!.receivedLsn).toBeGreaterThanOrEqual(read().walLsn);
    expect(Math.abs(read().replay!.committedAt! - read().at)).toBeLessThan(60_000);
    expect(describeReplay(read())).toContain('Standby: all that it received is replayed');

    await standby.query('checkpoint');
    await eventually(() => expect(records).toHaveLength(1));
    expect(records[0]).toMatchObject({ kind: 'restartpoint', cause: 'requested', fullPageImages: null });
    expectAsLogged(records[0], standby.readLog().at(-1));

    await standby.query('select pg_promote()');
    await eventually(() => expect(readInterruption()).toBe('promoted'));
    await eventually(() => expect(read()).toMatchObject({ inRecovery: false, replay: null }));
    expect(read().walBytes).not.toBeNull();
    // The promotion itself asks for one, which may end before it is seen; two between two polls would be one record.
    await eventually(() => expect(standby.readLog().at(-1)!.kind).toBe('checkpoint'));
    const looks = polls();
    await eventually(() => expect(polls()).toBeGreaterThan(looks + 2));
    const before = records.length;
    await dirty(standby);
    await standby.query('checkpoint');
    await eventually(() => expect(records).toHaveLength(before + 1));
    expectAsLogged(records.at(-1), standby.readLog().at(-1));
    expect(records.at(-1)).toMatchObject({ kind: 'checkpoint', cause: 'requested' });
    expect(lost).toEqual([]);
    await observer.stop();
  });
});

async function startPair(
  installDir: string | undefined,
): Promise<{ readonly primary: ObservedServer; readonly standby: ObservedServer }> {
  const name = installDir === undefined ? 'embedded' : 'debian';
  const primary = servers.create(name, { settings, installDir });
  await primary.start();
  await primary.query(
    'create extension pg_buffercache',
    'create table filler (pad text)',
    'alter table filler alter pad set storage plain',
  );
  const home = join(servers.dir, `${name}-standby`);
  if (installDir === undefined) {
    await primary.stop();
    copyStopped(primary, home);
    await primary.start();
  } else copyRunning(primary, home, installDir);
  const standby = servers.create(`${name}-standby`, {
    settings: { ...settings, primary_conninfo: describePrimary(primary) },
    installDir,
  });
  await standby.start();
  return { primary, standby };
}

async function dirty(server: ObservedServer): Promise<void> {
  await server.query(`insert into filler select repeat('x', 3000) from generate_series(1, 60)`);
}
