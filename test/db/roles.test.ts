import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Redis } from 'ioredis';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { removeTree } from '../../machine/files.ts';
import { connectObserver } from '../../observer/connectObserver.ts';
import { migrate, SchemaRightsError } from '../../db/migrate.ts';
import { readCheckpointer } from '../../observer/statements/readCheckpointer.ts';
import { readServerFacts } from '../../db/statements/readServerFacts.ts';
import { SETTINGS_KEY } from '../../redis/keys.ts';
import {
  ensureDatabase,
  ensureExtensions,
  type PostgresServer,
  startPostgres,
} from '../../scripts/launch/embedded/postgres.ts';
import { parseConfig } from '../../worker/config/index.ts';
import { type RunningWorker, startWorker } from '../../worker/index.ts';
import { STRATEGY_NAMES } from '../../domain/strategies.ts';
import { eventually } from '../support/eventually.ts';

const ROLES_SQL = readFileSync(new URL('../../db/roles.sql', import.meta.url), 'utf8');
const INSUFFICIENT_PRIVILEGE = '42501';
const dir = mkdtempSync(join(tmpdir(), 'breakwater-roles-'));

let postgres: PostgresServer;
beforeAll(async () => {
  chmodSync(dir, 0o755);
  postgres = await startPostgres({
    dir: join(dir, 'postgres'),
    wishedPort: undefined,
    settings: {},
    logFile: join(dir, 'postgres.log'),
    say: () => undefined,
  });
});
afterAll(async () => {
  await postgres?.stop();
  removeTree(dir);
});

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

interface Urls {
  readonly superuser: string;
  readonly owner: string;
  readonly app: string;
  readonly monitor: string;
}

/** A database with the three roles, as the file says; run twice, as often as one likes. */
async function createDatabase(name: string): Promise<Urls> {
  const superuser = await ensureDatabase(postgres.url, name);
  await query(superuser, ROLES_SQL);
  await query(superuser, ROLES_SQL);
  const as = (role: string): string => {
    const url = new URL(superuser);
    url.username = `breakwater_${role}`;
    url.password = `${role}-password`;
    return url.href;
  };
  for (const role of ['owner', 'app', 'monitor'])
    await query(superuser, `alter role breakwater_${role} password '${role}-password'`);
  return { superuser, owner: as('owner'), app: as('app'), monitor: as('monitor') };
}

describe('what each role may do', () => {
  let urls: Urls;
  beforeAll(async () => {
    urls = await createDatabase('rights');
    await migrate(urls.owner);
  });

  it.each([
    'create table other (a integer)',
    'create temporary table other (a integer)',
    'create schema other',
    'create role other',
    'drop table token_price',
    'truncate token_market',
    'alter table token_discovery add column other integer',
    'create index on token_discovery (symbol)',
    'delete from token_discovery',
    'delete from write_mode',
    'update token_price set price_usd = 0',
    `insert into breakwater_migrations (name, run_on) values ('x', now())`,
    `alter system set checkpoint_timeout = '1h'`,
    'set role breakwater_owner',
  ])('the application may not: %s', async (statement) => {
    await expect(query(urls.app, statement)).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  });

  it.each([
    'select from token_discovery',
    'create table other (a integer)',
    'select from breakwater_migrations',
  ])('the observer may not: %s', async (statement) => {
    await expect(query(urls.monitor, statement)).rejects.toMatchObject({
      code: expect.stringMatching(/^(42501|25006)$/),
    });
  });

  it.each([
    'select lo_create(0)',
    `select lo_from_bytea(0, 'x')`,
    'select lo_creat(-1)',
    `select pg_logical_emit_message(false, 'a', 'b')`,
    `select pg_logical_emit_message(true, 'a', 'b')`,
    'create temporary table other (a integer)',
    'create table other (a integer)',
  ])('the observer may not, also where it makes its transaction one that writes: %s', async (statement) => {
    await expect(query(urls.monitor, `begin read write; ${statement}`)).rejects.toMatchObject({
      code: INSUFFICIENT_PRIVILEGE,
    });
  });

  it('the observer sees the checkpointer and its waits, and writes nothing', async () => {
    const client = await connectObserver(urls.monitor);
    const facts = await readServerFacts(client);
    expect(facts).toMatchObject({ role: 'breakwater_monitor', seesWaits: true });
    expect((await readCheckpointer(client, facts.serverVersion)).timed).toBeGreaterThanOrEqual(0);
    await client.end();
  });

  it('a database that is up to date needs no owner; one that is not says what it needs', async () => {
    await migrate(urls.app);
    const empty = await createDatabase('empty');
    await expect(migrate(empty.app)).rejects.toThrow(SchemaRightsError);
    await expect(migrate(empty.app)).rejects.toThrow('MIGRATION_DATABASE_URL');
  });

  it('tables that one role for all has made go to the owner, who gives the application its rights', async () => {
    const url = await ensureDatabase(postgres.url, 'before');
    await migrate(url);
    await query(url, `insert into sync_shard (shard) values (0)`);
    const before = await createDatabase('before');
    await migrate(before.owner);
    expect(await query(before.app, 'select shard from sync_shard')).toEqual([{ shard: 0 }]);
    const owners = `select distinct tableowner as name from pg_tables where schemaname = 'public'`;
    expect(await query(before.superuser, owners)).toEqual([{ name: 'breakwater_owner' }]);
  });
});

it.each([
  `create function public.forget_deleted_tokens() returns name language sql security definer
    return current_user`,
  'create table public.write_mode (epoch bigint)',
  'create view public.token_current as select 1 as mint',
])('what others have put under its names is not given to the owner: %s', async (plant) => {
  const url = await ensureDatabase(postgres.url, `planted_${randomUUID()}`);
  await query(url, 'grant create on schema public to public');
  const planter = `planter_${randomUUID().slice(0, 8)}`;
  await query(url, `create role ${planter}; set role ${planter}; ${plant}`);
  await expect(query(url, ROLES_SQL)).rejects.toMatchObject({
    hint: expect.stringContaining(`REASSIGN OWNED BY ${planter} TO breakwater_owner`),
  });
  const owned = `select oid::regclass::text from pg_class where relowner = 'breakwater_owner'::regrole
    union all select oid::regproc::text from pg_proc where proowner = 'breakwater_owner'::regrole`;
  expect(await query(url, owned)).toEqual([]);
  await query(url, `reassign owned by ${planter} to breakwater_owner`);
  await query(url, ROLES_SQL);
});

describe('a worker of three roles', () => {
  let urls: Urls;
  let redis: Redis;
  let worker: RunningWorker;
  const lines: string[] = [];

  beforeAll(async () => {
    urls = await createDatabase('pipeline');
    await ensureExtensions(urls.superuser);
    redis = new Redis(inject('redisUrl'));
    const redisUrl = `${inject('redisUrl')}/${await redis.incr('databases')}`;
    redis.disconnect();
    redis = new Redis(redisUrl);
    const config = parseConfig({
      DATABASE_URL: urls.app,
      MIGRATION_DATABASE_URL: urls.owner,
      OBSERVER_DATABASE_URL: urls.monitor,
      METRICS_PORT: '0',
      PRESET: 'seed',
      STRATEGY: 'direct',
      TIME_SCALE: '600',
    });
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(...chunk.toString().trimEnd().split('\n'));
        done();
      },
    });
    worker = await startWorker(
      {
        config: { ...config, databaseUrl: urls.app, redisUrl },
        logger: pino({ level: 'debug', base: null }, stream),
        version: 'test',
      },
      new AbortController().signal,
    );
  });
  afterAll(async () => {
    await worker?.stop();
    redis?.disconnect();
  });

  const readMetrics = async (path: string) =>
    (await fetch(`http://127.0.0.1:${worker.metricsPort}${path}`)).text();
  const sum = async (pattern: RegExp): Promise<number> => {
    const found = (await readMetrics('/metrics')).split('\n').filter((line) => pattern.test(line));
    return found.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);
  };

  // Back to direct at the end: rows of token_market are folded into the wide table.
  it.each([...STRATEGY_NAMES, 'direct'])('writes as the application under %s', async (strategy) => {
    await redis.hset(SETTINGS_KEY, 'strategy', strategy);
    await eventually(async () =>
      expect(await sum(new RegExp(`^breakwater_write_strategy{.*strategy="${strategy}"`))).toBe(1),
    );
    for (const op of ['insert', 'update']) {
      const written = new RegExp(`^breakwater_db_rows_written_total{.*op="${op}".*strategy="${strategy}"`);
      const before = await sum(written);
      await eventually(async () => expect(await sum(written)).toBeGreaterThan(before));
    }
  });

  it('nothing was refused, and the observer sees all', async () => {
    expect(await sum(/^breakwater_db_statements_total{.*outcome="(failed|refused)"/)).toBe(0);
    expect(lines.filter((line) => /permission denied|42501/.test(line))).toEqual([]);
    const { ready, parts } = JSON.parse(await readMetrics('/readyz')) as {
      ready: boolean;
      parts: Record<string, unknown>;
    };
    expect(ready).toBe(true);
    expect(parts['observer']).toEqual({ ok: true, detail: 'sees all' });
    const left = `select (select count(*)::integer from token_market) as rows,
      (select count(*)::integer from tracked_token) as mints`;
    expect(await query(urls.superuser, left)).toEqual([{ rows: 0, mints: 0 }]);
  });

  it('each connection is of the role that it should be', async () => {
    const rows = await query(
      urls.superuser,
      `select distinct usename::text as role, application_name like 'breakwater observer' as observes
       from pg_stat_activity where application_name like 'breakwater%' order by role`,
    );
    expect(rows).toEqual([
      { role: 'breakwater_app', observes: false },
      { role: 'breakwater_monitor', observes: true },
    ]);
  });
});
