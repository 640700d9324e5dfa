import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import pg from 'pg';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findPostgresFault, toConnectionString } from '../db/address.ts';
import { describeOldVersion, explainPostgres, nameMissingRights } from '../db/refusals.ts';
import { toListenRefusal } from '../domain/refusal.ts';
import { connectObserver } from '../observer/connectObserver.ts';
import { parseRedisUrl, RedisAddressError } from '../redis/address.ts';
import { findConnectError } from '../redis/findConnectError.ts';
import { explainRedis } from '../redis/refusals.ts';
import { readServerFacts } from '../db/statements/readServerFacts.ts';
import { startMetricsServer } from '../worker/services/metricsServer.ts';
import { createMetricsRegistry } from '../worker/metrics/registry.ts';
import { parseConfig } from '../worker/config/index.ts';

/** The tables of the page, by their headings. */
function readTable(heading: string): [string, string][] {
  const page = readFileSync(new URL('../docs/refusals.md', import.meta.url), 'utf8');
  const section = page.split(`## ${heading}\n`)[1]!.split('\n## ')[0]!;
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (-|Given|Situation)/.test(line));
  return rows.map((row) => row.split(/ +\| +|^\| +| +\|$/).filter(Boolean) as [string, string]);
}
const unquote = (cell: string): string => cell.replace(/^`+ ?| ?`+$/g, '');

describe('addresses', () => {
  it.each(readTable('Addresses'))('%s', (given, printed) => {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(unquote(given))!;
    expect(printConfigFault({ [name]: value })).toBe(unquote(printed));
  });

  const password = fc.string({
    minLength: 1,
    maxLength: 12,
    unit: fc.constantFrom(...Array.from('ab1:/?#@% &=+[]\\^é"')),
  });

  const secrets = password.map((text) => `Q${text}Q`);
  const postgresUrl = (login: string): string =>
    `postgres://u:${login}@db.example:5432/d?application_name=a%40b`;
  const redisUrl = (login: string): string => `redis://u:${login}@cache.example:6380/2`;

  it('a password that is encoded arrives as it is', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const login = encodeURIComponent(secret);
        expect(findPostgresFault(postgresUrl(login))).toBeNull();
        expect(readPostgres(postgresUrl(login))).toEqual(['u', secret, 'db.example', 'd']);
        expect(readRedis(redisUrl(login))).toMatchObject({
          node: { host: 'cache.example', port: 6380 },
          login: { username: 'u', password: secret },
        });
      }),
    );
  });

  it('a raw one arrives too, or is refused without being shown', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const fault = findPostgresFault(postgresUrl(secret));
        const read = fault === null ? readPostgres(postgresUrl(secret)) : fault;
        const whole = /^[^%/?#@ ]*$/.test(secret) ? ['u', secret, 'db.example', 'd'] : read;
        expect(read).toEqual(whole);
        expect(fault ?? '').not.toContain(secret);
        const error = readRedis(redisUrl(secret));
        expect(String(error instanceof RedisAddressError)).toBe(String(fault !== null));
        expect(error instanceof RedisAddressError ? error.message : '').not.toContain(secret);
      }),
    );
  });

  it('a raw delimiter is named with its code', () => {
    fc.assert(
      fc.property(secrets, fc.constantFrom('/', '?', '#', '@', ' '), secrets, (before, delimiter, after) => {
        const secret = encodeURIComponent(before) + delimiter + encodeURIComponent(after);
        const code = encodeURIComponent(delimiter);
        expect(findPostgresFault(postgresUrl(secret))).toContain(`in the password as ${code}`);
      }),
    );
  });

  function readPostgres(url: string): unknown[] {
    const {
      user,
      password: read,
      host,
      database,
    } = new pg.Client({ connectionString: toConnectionString(url) });
    return [user, read, host, database];
  }
  function readRedis(url: string): unknown {
    try {
      return parseRedisUrl(url);
    } catch (error: unknown) {
      return error;
    }
  }
});

function printConfigFault(variables: Readonly<Record<string, string>>): string {
  try {
    parseConfig(variables);
    return 'nothing';
  } catch (error: unknown) {
    return (error as Error).message.replace(/; it takes .*$/s, '');
  }
}

describe('servers', () => {
  const role = `guest_${randomUUID().slice(0, 8)}`;
  const closed = `${role}_closed`;
  const redisUser = role;
  let admin: pg.Client;
  let redisAdmin: Redis;
  let silent: Server;
  const postgres = new URL(inject('postgresUrl'));
  const redis = new URL(inject('redisUrl'));

  beforeAll(async () => {
    admin = new pg.Client({ connectionString: postgres.href });
    await admin.connect();
    await admin.query(`create role ${role} login password 'right'`);
    await admin.query(`create database ${closed} strategy wal_log`);
    await admin.query(`revoke connect on database ${closed} from public`);
    redisAdmin = new Redis(redis.href);
    await redisAdmin.call('acl', 'setuser', redisUser, 'on', '>right', '+hello', '+auth', '+client');
    silent = createServer((socket) => socket.on('error', () => undefined).destroy());
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
  });
  afterAll(async () => {
    await redisAdmin.call('acl', 'deluser', redisUser);
    redisAdmin.disconnect();
    await admin.query(`drop database ${closed}`);
    await admin.query(`drop role ${role}`);
    await admin.end();
    silent.close();
  });

  /** Without what differs from run to run. */
  const neutral = (text: string): string =>
    text
      .replaceAll(/(127\.0\.0\.1|localhost|nobody\.invalid):\d+/g, 'HOST:PORT')
      .replaceAll(closed, 'DATABASE')
      .replaceAll(role, 'ROLE')
      .replaceAll(/\b(DATABASE_URL|REDIS_URL)\b/g, 'NAME');

  async function connect(parts: Partial<URL>): Promise<string> {
    const url = new URL(postgres);
    Object.assign(url, parts);
    const failure = await connectObserver(url.href).then(
      (client) => client.end(),
      (error: unknown) => error,
    );
    return neutral(explainPostgres(failure, { name: 'DATABASE_URL', url: url.href }).message);
  }

  async function connectRedis(url: string): Promise<string> {
    return neutral(explainRedis(await findConnectError(url), { name: 'REDIS_URL', url }).message);
  }

  const silentPort = (): string => String((silent.address() as AddressInfo).port);
  const withPort = (scheme: string, login: string, rest = ''): string =>
    `${scheme}://${login}${redis.hostname}:${redis.port}${rest}`;
  const login = `${redis.username}:${redis.password}@`;

  /** The situations, and the line that each makes. */
  const situations: Readonly<Record<string, () => Promise<string>>> = {
    'wrong password or unknown role': () => connect({ username: role, password: 'wrong' }),
    'no password': () => connect({ username: role, password: '' }),
    'no such database': () => connect({ pathname: '/none_such' }),
    'no right to connect': () => connect({ username: role, password: 'right', pathname: `/${closed}` }),
    'no TLS there': () => connect({ search: '?sslmode=require' }),
    'nothing listens': () => connect({ port: '1' }),
    'no such host': () => connect({ hostname: 'nobody.invalid' }),
    'something that closes the connection': () => connect({ port: silentPort() }),
    'statistics that the role may not read': async () => {
      const database = `${role}_taken`;
      await admin.query(`create database ${database} strategy wal_log`);
      const url = new URL(postgres);
      url.pathname = `/${database}`;
      const owner = new pg.Client({ connectionString: url.href });
      await owner.connect();
      await owner.query('revoke execute on function pg_control_system() from public');
      url.username = role;
      url.password = 'right';
      const client = await connectObserver(url.href);
      const failure = await readServerFacts(client).catch((error: unknown) =>
        nameMissingRights(client, error),
      );
      await client.end();
      await owner.end();
      await admin.query(`drop database ${database}`);
      return neutral(explainPostgres(failure, { name: 'DATABASE_URL', url: url.href }).message);
    },
    'tables that the role may not write': async () => {
      await admin.query(`create table if not exists ${role}_t (id integer)`);
      const url = new URL(postgres);
      Object.assign(url, { username: role, password: 'right' });
      const client = await connectObserver(url.href);
      const failure = await client.query(`insert into ${role}_t values (1)`).catch((error: unknown) => error);
      await client.end();
      await admin.query(`drop table ${role}_t`);
      return neutral(explainPostgres(failure, { name: 'DATABASE_URL', url: url.href }).message);
    },
    'a standby, or a role that only reads': async () => {
      const client = await connectObserver(
        `${postgres.href}?options=-c%20default_transaction_read_only%3Don`,
      );
      const failure = await client
        .query('create table none_such (id integer)')
        .catch((error: unknown) => error);
      await client.end();
      return neutral(explainPostgres(failure, { name: 'DATABASE_URL', url: postgres.href }).message);
    },
    'a version that is too old': async () => describeOldVersion('13.22'),
    'Redis: wrong user or password': () => connectRedis(withPort('redis', `${redisUser}:wrong@`)),
    'Redis: the user lacks a right': () => connectRedis(withPort('redis', `${redisUser}:right@`)),
    'Redis: no such database': () => connectRedis(withPort('redis', login, '/9999')),
    'Redis: no TLS there': () => connectRedis(withPort('rediss', login)),
    'Redis: not a cluster': () => connectRedis(withPort('redis+cluster', login)),
    'Redis: nothing listens': () => connectRedis('redis://127.0.0.1:1'),
    'Redis: something that closes the connection': () => connectRedis(`redis://127.0.0.1:${silentPort()}`),
    'a port that is taken': () => listen('127.0.0.1', Number(silentPort())),
    'an address that is not of this machine': () => listen('192.0.2.1', 9465),
  };

  async function listen(host: string, port: number): Promise<string> {
    const registry = createMetricsRegistry('test');
    const server = startMetricsServer({
      host,
      port,
      token: undefined,
      registry,
      readState: async () => ({}),
    });
    const failure = await server.catch((error: unknown) =>
      toListenRefusal(error, '--metrics is "HOST:PORT"'),
    );
    return (failure as Error).message;
  }

  it('the page has each of these and no other', () => {
    expect(readTable('Servers').map(([situation]) => situation)).toEqual(Object.keys(situations));
  });

  it.each(Object.entries(situations))('%s', async (situation, produce) => {
    const line = new Map(readTable('Servers')).get(situation);
    expect(await produce()).toBe(unquote(line ?? ''));
  });

  it('waits for a server that starts, and for nothing that waiting does not fix', async () => {
    const patience = async (port: string, database: string): Promise<number> => {
      const url = `postgres://${postgres.username}:${postgres.password}@127.0.0.1:${port}/${database}`;
      const failure = await connectObserver(url).catch((error: unknown) => error);
      return explainPostgres(failure, { name: 'DATABASE_URL', url }).patienceMs;
    };
    expect(await patience('1', 'postgres')).toBe(Number.POSITIVE_INFINITY);
    expect(await patience(postgres.port, 'none_such')).toBe(0);
  });
});
