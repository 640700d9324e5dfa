import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import {
  expectGuardedStatements,
  findDebianPostgres,
  type Observation,
  type ObservedServer,
  ObservedServers,
} from '../support/observedServer.ts';
import { PgBouncer } from '../support/pgBouncer.ts';

const servers = new ObservedServers();
const settings = { log_line_prefix: '%a|', log_statement: 'all', checkpoint_timeout: '10min' };
const debianDir = findDebianPostgres(15);
const VERSIONS = [
  { name: 'the embedded server', server: servers.create('embedded', { settings }), isThere: true },
  {
    name: "Debian's 15, where it is installed",
    server: servers.create('debian', { settings, installDir: debianDir }),
    isThere: debianDir !== undefined,
  },
];

afterAll(() => servers.stop());

describe.each(VERSIONS)(
  '$name, through PgBouncer in transaction mode with one connection',
  ({ server, isThere }) => {
    if (!isThere) return;
    let pooler: PgBouncer;

    beforeAll(async () => {
      await server.start();
      await server.query('create extension pg_buffercache');
      pooler = await PgBouncer.start(servers.dir, server);
    });
    afterAll(() => pooler.stop());

    it('is observed as it is directly, and keeps its connection from nobody', async () => {
      const direct = await observe(() => server.url);
      const pooled = await observe(() => pooler.url);
      expect(direct.observer.view.server!.pooled).toBe(false);
      expect(pooled.observer.view.server).toEqual({ ...direct.observer.view.server, pooled: true });
      const others = new pg.Client({ connectionString: pooler.url });
      await others.connect();
      await others.query('create table filler (pad text)');
      await others.query('alter table filler alter pad set storage plain');
      for (let checkpoint = 1; checkpoint <= 3; checkpoint++) {
        await others.query(`insert into filler select repeat('x', 3000) from generate_series(1, 200)`);
        // Through the pooler nothing could be read while it runs.
        await server.query('checkpoint');
        await eventually(() => expect(pooled.records).toHaveLength(checkpoint));
      }
      await others.end();
      await eventually(() => expect(direct.records).toHaveLength(3));
      expect(pooled.records.map(readFigures)).toEqual(direct.records.map(readFigures));
      expect(pooled.lost).toEqual([]);
      await pooled.observer.stop();
      await direct.observer.stop();
    });

    it('is observed without a named statement, session state or a wait within a transaction', async () => {
      const logBefore = readLog(server).length;
      const { observer, runs, lost } = await observe(() => pooler.url);
      await server.query("alter system set max_wal_size = '32MB'", 'select pg_reload_conf()');
      await eventually(() => expect(observer.view.settings!.maxWalSizeBytes).toBe(32 * 1024 ** 2));
      // WAL forces one, which may end at any moment: a direct observer waits in the server for the end of this one.
      await eventually(async () => {
        await server.query(`insert into filler select repeat('x', 3000) from generate_series(1, 20000)`);
        expect(runs.filter(({ cause }) => cause === 'wal').length).toBeGreaterThan(5);
      });
      await observer.stop();
      const log = readLog(server).slice(logBefore);
      expectGuardedStatements(log);
      expect(log).not.toContain('pg_sleep');
      expect(lost).toEqual([]);
    });
  },
);

async function observe(readUrl: () => string): Promise<Observation> {
  const observation = await servers.observe(readUrl);
  await eventually(() => expect(observation.observer.view.dirtyBuffers).not.toBeNull());
  return observation;
}

const readFigures = ({
  cause,
  buffers,
  writeSeconds,
  syncSeconds,
  checkpointLsn,
  redoLsn,
}: Observation['records'][0]) => ({
  cause,
  buffers,
  writeSeconds,
  syncSeconds,
  checkpointLsn,
  redoLsn,
});

const readLog = (server: ObservedServer): string => readFileSync(server.logFile, 'utf8');
