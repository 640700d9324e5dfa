import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeTree } from '../../machine/files.ts';
import { connectObserver } from '../../observer/connectObserver.ts';
import { migrate } from '../../db/migrate.ts';
import { chooseFreePort } from '../../scripts/launch/embedded/ports.ts';
import {
  ensureDatabase,
  type PostgresServer,
  startPostgres,
} from '../../scripts/launch/embedded/postgres.ts';
import { parseConfig } from '../../worker/config/index.ts';
import { startWorker } from '../../worker/index.ts';
import { RefusedByServerError } from '../../domain/refusal.ts';
import { type Authority, createAuthority, handToPostgres } from '../support/certificates.ts';
import { REDIS_PASSWORD, RedisNodes } from '../support/redisNodes.ts';

const dir = mkdtempSync(join(tmpdir(), 'breakwater-tls-'));
const nodes = new RedisNodes();
let ours: Authority;
let other: Authority;
let postgres: PostgresServer;
let redisPort: number;
let plainUrl: string;

beforeAll(async () => {
  chmodSync(dir, 0o755);
  ours = createAuthority(dir, 'ours');
  other = createAuthority(dir, 'other');
  const certificate = ours.issue('postgres', 'DNS:localhost');
  handToPostgres(certificate);
  postgres = await startPostgres({
    dir: join(dir, 'postgres'),
    wishedPort: undefined,
    settings: { ssl: 'on', ssl_cert_file: certificate.cert, ssl_key_file: certificate.key },
    logFile: join(dir, 'postgres.log'),
    say: () => undefined,
  });
  plainUrl = await ensureDatabase(postgres.url, 'breakwater');
  const { cert, key } = ours.issue('redis', 'DNS:localhost');
  redisPort = await chooseFreePort(undefined);
  await nodes.start('redis', [
    `tls-port ${redisPort}`,
    `tls-cert-file "${cert}"`,
    `tls-key-file "${key}"`,
    `tls-ca-cert-file "${ours.ca}"`,
    'tls-auth-clients no',
  ]);
});
afterAll(async () => {
  await nodes.stop();
  await postgres?.stop();
  removeTree(dir);
});

const databaseUrl = (ca: string, host = 'localhost'): string => {
  const url = new URL(plainUrl);
  url.hostname = host;
  url.search = `?sslmode=verify-full&sslrootcert=${ca}`;
  return url.href;
};
const redisUrl = (ca: string): string =>
  `rediss://:${encodeURIComponent(REDIS_PASSWORD)}@localhost:${redisPort}?sslrootcert=${ca}`;

const start = (database: string, redis: string) => {
  const config = parseConfig({
    DATABASE_URL: database,
    REDIS_URL: redis,
    METRICS_PORT: '0',
    PRESET: 'seed',
    STRATEGY: 'hybrid',
  });
  const { databaseUrl: one, redisUrl: two } = config;
  return startWorker(
    {
      config: { ...config, databaseUrl: one!, redisUrl: two! },
      logger: pino({ level: 'silent' }),
      version: 'test',
    },
    new AbortController().signal,
  );
};

it('every connection of a worker is encrypted, to PostgreSQL and to Redis', async () => {
  await migrate(databaseUrl(ours.ca));
  const worker = await start(databaseUrl(ours.ca), redisUrl(ours.ca));
  const observer = await connectObserver(databaseUrl(ours.ca));
  const { rows } = await observer.query<{ name: string; ssl: boolean }>(
    `select a.application_name as name, s.ssl from pg_stat_activity a join pg_stat_ssl s using (pid)
     where a.application_name like 'breakwater%'`,
  );
  await observer.end();
  await worker.stop();
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.filter(({ ssl }) => !ssl)).toEqual([]);
});

it.each([
  ['PostgreSQL', 'DATABASE_URL', () => [databaseUrl(other.ca), redisUrl(ours.ca)] as const],
  ['PostgreSQL', 'DATABASE_URL', () => [databaseUrl(ours.ca, '127.0.0.1'), redisUrl(ours.ca)] as const],
  ['Redis', 'REDIS_URL', () => [databaseUrl(ours.ca), redisUrl(other.ca)] as const],
])(
  'a certificate of %s that is not the one to trust ends the start, and names %s',
  async (name, variable, urls) => {
    const refused = start(...urls());
    await expect(refused).rejects.toThrow(RefusedByServerError);
    await expect(refused).rejects.toThrow(
      new RegExp(`^${name} shows a certificate .*${variable} must name its CA`),
    );
  },
);
