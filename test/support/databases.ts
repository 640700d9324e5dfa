import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestDatabases {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  drop(): Promise<void>;
}

/**
 * A migrated PostgreSQL database and an empty Redis database that no other test file uses; `redisUrl`: a Redis of the
 * file's own.
 */
export async function createTestDatabases(redisUrl?: string): Promise<TestDatabases> {
  const server = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await query(server, `create database ${name} template breakwater_template strategy wal_log`);
  const databaseUrl = new URL(server);
  databaseUrl.pathname = `/${name}`;
  return {
    databaseUrl: databaseUrl.href,
    redisUrl: redisUrl ?? (await takeRedisDatabase()),
    drop: () => query(server, `drop database ${name} with (force)`),
  };
}

async function takeRedisDatabase(): Promise<string> {
  const counter = new Redis(inject('redisUrl'));
  const number = await counter.incr('databases');
  counter.disconnect();
  return `${inject('redisUrl')}/${number}`;
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
