import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { removeTree } from '../../machine/files.ts';
import { waitForExit } from '../../scripts/launch/embedded/child.ts';
import { type PostgresServer, startPostgres } from '../../scripts/launch/embedded/postgres.ts';
import { type RedisServer, startRedis } from '../../scripts/launch/embedded/redis.ts';
import { AofTail } from './AofTail.ts';
import { TcpProxy } from './TcpProxy.ts';
import type { Fsync } from './types.ts';

const FAKETIME_LIBRARIES = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib64/faketime/libfaketime.so.1',
];
/** Room for a rewrite of the append-only file; for the server's own files, tables, and its WAL. */
const DISK_MIB = { redis: 256, postgres: 768 } as const;

/** WAL must fit on the small disk. */
const SMALL_DISK_SETTINGS = { max_wal_size: '128MB', min_wal_size: '32MB' } as const;

const SERVER_NAMES = ['redis', 'postgres'] as const;
export type ServerName = (typeof SERVER_NAMES)[number];

export interface ChaosServerOptions {
  readonly fsync: Fsync;
  /** Redis gets a small disk and a clock of its own, where this machine allows it. */
  readonly canBreakMachine: boolean;
  /** Kept when they stop, and found again; undefined: a temporary one that goes. */
  readonly dir?: string;
}

/** Real servers on this machine that can be hurt, and the proxies through which the workers reach them. */
export class ChaosServers {
  readonly dir: string;
  readonly redisProxy: TcpProxy;
  readonly postgresProxy: TcpProxy;
  /** Where Redis reads by how much its clock is wrong; null: libfaketime is not here. */
  readonly clockFile: string | null;
  /** Null: no file systems of their own could be mounted. */
  readonly disks: Readonly<Record<ServerName, string>> | null;
  readonly aof: AofTail | null;
  private redis: RedisServer;
  private postgres: PostgresServer;
  private readonly options: ChaosServerOptions;

  private constructor(
    dir: string,
    options: ChaosServerOptions,
    servers: { redis: RedisServer; postgres: PostgresServer },
  ) {
    this.dir = dir;
    this.options = options;
    this.redis = servers.redis;
    this.postgres = servers.postgres;
    this.redisProxy = new TcpProxy(servers.redis.port);
    this.postgresProxy = new TcpProxy(servers.postgres.port);
    this.clockFile = options.canBreakMachine && findFakeTime() !== null ? clockFileOf(dir) : null;
    const disks = { redis: serverDir(dir, 'redis'), postgres: serverDir(dir, 'postgres') };
    this.disks = Object.values(disks).every(isMounted) ? disks : null;
    this.aof = options.fsync === 'everysec' ? new AofTail(serverDir(dir, 'redis')) : null;
  }

  static async start(options: ChaosServerOptions): Promise<ChaosServers> {
    const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'breakwater-chaos-'));
    mkdirSync(dir, { recursive: true });
    chmodSync(dir, 0o755);
    if (options.canBreakMachine) for (const server of SERVER_NAMES) mountDisk(dir, server);
    writeFileSync(clockFileOf(dir), '+0');
    const redis = await launchRedis(dir, options);
    const postgres = await launchPostgres(dir, options);
    const servers = new ChaosServers(dir, options, { redis, postgres });
    await servers.redisProxy.start();
    await servers.postgresProxy.start();
    servers.aof?.start();
    return servers;
  }

  /** For the harness itself: past the proxies. */
  get redisUrl(): string {
    return this.redis.url;
  }
  get databaseUrl(): string {
    return this.postgres.url;
  }
  isDown(server: ServerName): boolean {
    const { child } = this[server];
    return child.exitCode !== null || child.signalCode !== null;
  }

  /** For the workers. */
  get variables(): { readonly DATABASE_URL: string; readonly REDIS_URL: string } {
    return {
      DATABASE_URL: withPort(this.postgres.url, this.postgresProxy.port),
      REDIS_URL: withPort(this.redis.url, this.redisProxy.port),
    };
  }

  async killRedis(): Promise<void> {
    this.redis.child.kill('SIGKILL');
    await waitForExit(this.redis.child);
  }

  signalRedis(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.redis.child.kill(signal);
  }

  async startRedisAgain(): Promise<void> {
    this.redis = await launchRedis(this.dir, this.options, this.redis.port);
  }

  /** As `pg_ctl stop -m immediate`: no checkpoint, recovery at the next start. */
  async stopPostgresAtOnce(): Promise<void> {
    this.postgres.child.kill('SIGQUIT');
    await waitForExit(this.postgres.child);
  }

  async startPostgresAgain(): Promise<void> {
    this.postgres = await launchPostgres(this.dir, this.options, this.postgres.port);
  }

  /** One question to Redis, past the proxy. */
  async askRedis<T>(ask: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(this.redisUrl, { lazyConnect: true, maxRetriesPerRequest: 1 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await ask(client);
    } finally {
      client.disconnect();
    }
  }

  /** Some statements to PostgreSQL, past the proxy. */
  async askPostgres<T>(ask: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.databaseUrl, application_name: 'chaos' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query('set default_transaction_read_only = off');
      return await ask(client);
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    this.aof?.stop();
    await this.redisProxy.stop();
    await this.postgresProxy.stop();
    await this.redis.stop();
    await this.postgres.stop();
    for (const disk of Object.values(this.disks ?? {})) spawnSync('umount', [disk]);
    if (this.options.dir === undefined) removeTree(this.dir);
  }
}

const serverDir = (dir: string, server: ServerName): string => join(dir, server);
const clockFileOf = (dir: string): string => join(dir, 'clock');
const isMounted = (dir: string): boolean => spawnSync('mountpoint', ['-q', dir]).status === 0;

/** A small file system of its own, where this machine allows it. */
function mountDisk(dir: string, server: ServerName): void {
  const point = serverDir(dir, server);
  mkdirSync(point, { recursive: true });
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB[server]}m,mode=755`, 'tmpfs', point]);
}

function findFakeTime(): string | null {
  return FAKETIME_LIBRARIES.find((file) => existsSync(file)) ?? null;
}

function launchRedis(dir: string, options: ChaosServerOptions, wishedPort?: number): Promise<RedisServer> {
  const library = options.canBreakMachine ? findFakeTime() : null;
  return startRedis({
    dir: serverDir(dir, 'redis'),
    wishedPort,
    appendfsync: options.fsync,
    logFile: join(dir, 'redis.log'),
    say: () => undefined,
    environment:
      library === null
        ? {}
        : {
            // malloc of the C library: jemalloc asks for the time before libfaketime is ready.
            LD_PRELOAD: `${library}:libc.so.6`,
            FAKETIME_TIMESTAMP_FILE: clockFileOf(dir),
            FAKETIME_CACHE_DURATION: '1',
            FAKETIME_DONT_FAKE_MONOTONIC: '1',
          },
  });
}

function launchPostgres(
  dir: string,
  { canBreakMachine }: ChaosServerOptions,
  wishedPort?: number,
): Promise<PostgresServer> {
  return startPostgres({
    dir: serverDir(dir, 'postgres'),
    wishedPort,
    settings: { checkpoint_timeout: '30s', ...(canBreakMachine ? SMALL_DISK_SETTINGS : {}) },
    logFile: join(dir, 'postgres.log'),
    say: () => undefined,
  });
}

function withPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
