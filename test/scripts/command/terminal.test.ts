import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shardKeys } from '../../../buffer/keys.ts';
import { runsCommand } from '../../support/command.ts';
import { createTestDatabases, type TestDatabases } from '../../support/databases.ts';

const projectDir = fileURLToPath(new URL('../../..', import.meta.url));
/** Clears the screen, colours (C1), turns the direction of text, ends a line. */
const HOSTILE = 'x\u001b[2J\u009b31m\u202e\u007fy';
const SHOWN = String.raw`x\u001b[2J\u009b31m\u202e\u007fy`;
const STEERS = /[^\P{Cc}\n]|[\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;

let databases: TestDatabases;
let dir: string;
beforeAll(async () => {
  databases = await createTestDatabases();
  dir = mkdtempSync(join(tmpdir(), 'breakwater-terminal-'));
  const client = new pg.Client({ connectionString: databases.databaseUrl });
  await client.connect();
  await client.query(`
    create table "${HOSTILE}" (id integer primary key, state integer);
    create index on "${HOSTILE}" (state);
    insert into "${HOSTILE}" select id, 0 from generate_series(1, 2000) id;
    update "${HOSTILE}" set state = 1;
    analyze "${HOSTILE}";
    select pg_stat_force_next_flush()`);
  await client.end();
});
afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  await databases.drop();
});

/** Runs a command and returns its two outputs. */
function run(script: string, ...args: readonly string[]): string {
  const { databaseUrl, redisUrl } = databases;
  const child = spawnSync(process.execPath, runsCommand(script, ...args), {
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, DATA_DIR: dir },
  });
  return child.stdout + child.stderr;
}

describe('names and texts of strangers reach no terminal raw', () => {
  it.each([[[]], [['--json']]])('in observe --once %j: a table', (args) => {
    const output = run('observe', databases.databaseUrl, '--once', ...args);
    expect(output).toContain(SHOWN);
    expect(output).not.toMatch(STEERS);
  });

  it.each([[[]], [['--json']]])('in predict %j: a table', (args) => {
    const table = `public."${HOSTILE}"`;
    const output = run(
      'predict',
      '--database',
      databases.databaseUrl,
      '--table',
      table,
      '--look',
      '1',
      ...args,
    );
    expect(output).toContain(SHOWN);
    expect(output).not.toMatch(STEERS);
  });

  it.each([[[]], [['--json']]])('in observe --log %j: a line that is not understood', (args) => {
    const file = join(dir, 'server.log');
    writeFileSync(file, `2026-01-01 00:00:00 UTC [1] LOG:  checkpoint complete: ${HOSTILE}\n`);
    const output = run('observe', '--log', file, ...args);
    expect(output).toContain('checkpoint complete');
    expect(output).not.toMatch(STEERS);
  });

  it.each([[[]], [['--json']]])('in buffer list %j: mints and reasons', async (args) => {
    const { park, dead, deadPrefix } = shardKeys(0);
    const redis = new Redis(databases.redisUrl);
    await redis.zadd(park, 1, HOSTILE);
    await redis.zadd(dead, 1, `${HOSTILE}:1`);
    await redis.hset(deadPrefix + `${HOSTILE}:1`, {
      _v: '1',
      _o: '1',
      _n: '1',
      _t: '1',
      _code: '22P02',
      _reason: `${HOSTILE}\nparked  forged`,
    });
    redis.disconnect();
    const output = run('buffer', 'list', ...args);
    expect(output).toContain(SHOWN);
    expect(output).not.toMatch(STEERS);
    expect(output).not.toMatch(/^parked {2}forged/m);
  });

  it.each([
    ['buffer', ['discard', `${HOSTILE}:2`]],
    ['strategy', [HOSTILE]],
    ['predict', ['--preset', HOSTILE]],
    ['observe', ['a', HOSTILE]],
  ] as const)('in the error of %s', (script, args) => {
    const output = run(script, ...args);
    expect(output).toContain(SHOWN);
    expect(output).not.toMatch(STEERS);
  });
});

it('no command writes past say and complain', () => {
  const files = ['scripts', 'bench'].flatMap((folder) =>
    readdirSync(join(projectDir, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );
  const raw = files.filter((file) =>
    /std(out|err)\.write|console\.\w/.test(readFileSync(join(projectDir, file), 'utf8')),
  );
  expect(raw.sort()).toEqual(['scripts/command/terminal.ts', 'scripts/observe/observeServer.ts']);
});
