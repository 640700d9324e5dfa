import { type ChildProcess, spawn } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { createEnvironment, stopChild } from '../../scripts/launch/embedded/child.ts';
import { chooseFreePort } from '../../scripts/launch/embedded/ports.ts';
import { eventually } from './eventually.ts';
import type { ObservedServer } from './observedServer.ts';

export interface PgBouncerOptions {
  /** Connections to the server. */
  readonly poolSize?: number;
  /** Start-up parameters that it drops without a word; it refuses others. */
  readonly ignores?: readonly string[];
}

/** A real PgBouncer in transaction mode before a test's own server; `url` leads through it. */
export class PgBouncer {
  readonly url: string;
  private readonly child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.child = child;
  }

  static async start(
    dir: string,
    server: ObservedServer,
    { poolSize = 1, ignores = [] }: PgBouncerOptions = {},
  ): Promise<PgBouncer> {
    const port = await chooseFreePort(undefined);
    const { hostname, port: serverPort, username, password } = new URL(server.url);
    const file = join(dir, `pgbouncer-${port}.ini`);
    const lines = [
      '[databases]',
      `* = host=${hostname} port=${serverPort} user=${username} password=${password}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = any',
      'pool_mode = transaction',
      `default_pool_size = ${poolSize}`,
      `ignore_startup_parameters = ${['extra_float_digits', ...ignores].join(', ')}`,
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    // As the server's user: PgBouncer refuses to run as root.
    const { uid, gid } = statSync(server.dataDir);
    const child = spawn('pgbouncer', ['-q', file], {
      ...(process.getuid?.() === 0 ? { uid, gid } : {}),
      cwd: '/',
      // Debian has it where only root looks.
      env: createEnvironment({ PATH: `${process.env['PATH']}:/usr/sbin` }),
      stdio: 'ignore',
    });
    let failure: Error | undefined;
    child.once('error', (error) => (failure = error));
    const url = `postgres://${username}:any@127.0.0.1:${port}/postgres`;
    await eventually(async () => {
      if (failure !== undefined) return;
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.end();
    });
    if (failure !== undefined) throw failure;
    return new PgBouncer(url, child);
  }

  stop(): Promise<void> {
    return stopChild(this.child, 'SIGTERM', { signal: 'SIGKILL', patienceMs: 5_000 });
  }
}
