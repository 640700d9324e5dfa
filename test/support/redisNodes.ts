import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createEnvironment, waitForExit } from '../../scripts/launch/embedded/child.ts';
import { chooseFreePort } from '../../scripts/launch/embedded/ports.ts';
import { findRedisBinary } from '../../scripts/launch/embedded/redis.ts';
import { eventually } from './eventually.ts';

export const REDIS_PASSWORD = 'p@ss:wörd/1';

/** A Redis server, replica or Sentinel of a test's own, on loopback. */
export class RedisNode {
  readonly port: number;
  private readonly file: string;
  private readonly isSentinel: boolean;
  private child: ChildProcess | null = null;
  private client: Redis | null = null;

  constructor(dir: string, port: number, lines: readonly string[]) {
    this.port = port;
    this.file = join(dir, 'redis.conf');
    this.isSentinel = lines.some((line) => line.startsWith('sentinel '));
    mkdirSync(dir, { recursive: true });
    const common = ['bind 127.0.0.1', 'daemonize no', `dir "${dir}"`, `requirepass "${REDIS_PASSWORD}"`];
    const own = this.isSentinel
      ? []
      : [
          'appendonly yes',
          'appendfsync no',
          'save ""',
          'maxmemory-policy noeviction',
          'repl-diskless-sync-delay 0',
        ];
    writeFileSync(this.file, `${[...common, ...own, ...lines].join('\n')}\n`);
  }

  async start(): Promise<void> {
    const args = this.isSentinel ? [this.file, '--sentinel'] : [this.file];
    this.child = spawn(findRedisBinary()!, args, { env: createEnvironment(), stdio: 'ignore' });
    this.child.on('error', () => undefined);
    await eventually(async () => {
      if ((await this.ask('ping')) !== 'PONG') throw new Error('It does not answer');
    });
  }

  /** On a connection of the test's own. */
  async ask(command: string, ...args: (string | number)[]): Promise<unknown> {
    this.client ??= this.connect();
    return this.client.call(command, args);
  }

  /** A field of INFO. */
  async readInfo(field: string): Promise<string | undefined> {
    const text = String(await this.ask('info'));
    return new RegExp(`^${field}:(.*?)\r?$`, 'm').exec(text)?.[1];
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** As a crash leaves it. */
  async kill(): Promise<void> {
    this.client?.disconnect();
    this.client = null;
    if (this.child === null) return;
    this.child.kill('SIGKILL');
    await waitForExit(this.child);
    this.child = null;
  }

  private connect(): Redis {
    const client = new Redis({ host: '127.0.0.1', port: this.port, password: REDIS_PASSWORD });
    client.on('error', () => undefined);
    return client;
  }
}

/** The nodes of one test file; they end with it. */
export class RedisNodes {
  readonly dir = mkdtempSync(join(tmpdir(), 'breakwater-redis-'));
  private readonly nodes: RedisNode[] = [];

  async start(name: string, lines: readonly string[], port?: number): Promise<RedisNode> {
    const own = port ?? (await chooseFreePort(undefined));
    const node = new RedisNode(join(this.dir, name), own, [...lines, `port ${own}`]);
    this.nodes.push(node);
    await node.start();
    return node;
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Resolves when the replica has everything that the master has acknowledged: a failover now loses nothing. */
export async function catchUp(master: RedisNode, replica: RedisNode): Promise<void> {
  await eventually(async () => {
    const written = await master.readInfo('master_repl_offset');
    const received = await replica.readInfo('slave_repl_offset');
    const link = await replica.readInfo('master_link_status');
    if (link !== 'up' || written !== received) throw new Error(`The replica is at ${received} of ${written}`);
  });
}

/** From now on nothing of what the master acknowledges reaches the replica. */
export async function cutReplication(master: RedisNode, replica: RedisNode): Promise<void> {
  await replica.ask('config', 'set', 'masterauth', 'another');
  await master.ask('client', 'kill', 'type', 'replica');
  await eventually(async () => {
    if ((await replica.readInfo('master_link_status')) !== 'down') throw new Error('It is still linked');
  });
}
