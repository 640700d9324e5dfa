import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { ObservedServer } from './observedServer.ts';

/** A standby's directory, from a server that was stopped: the embedded one has no pg_basebackup. */
export function copyStopped(server: ObservedServer, home: string): void {
  expect(spawnSync('cp', ['-a', dirname(server.dataDir), home]).status).toBe(0);
  runAsOwner(server, 'touch', [join(home, 'data', 'standby.signal')]);
}

/** A standby's directory, from a server that runs. `installDir` holds bin/. */
export function copyRunning(server: ObservedServer, home: string, installDir: string): void {
  mkdirSync(home);
  expect(spawnSync('cp', ['-a', join(dirname(server.dataDir), 'password'), home]).status).toBe(0);
  const data = join(home, 'data');
  const { uid, gid } = statSync(server.dataDir);
  expect(spawnSync('install', ['-d', '-m', '700', '-o', String(uid), '-g', String(gid), data]).status).toBe(
    0,
  );
  const from = ['-d', describePrimary(server), '-D', data, '--checkpoint=fast', '--write-recovery-conf'];
  runAsOwner(server, join(installDir, 'bin', 'pg_basebackup'), from);
}

/** Its address, as a standby's primary_conninfo has it. */
export function describePrimary(server: ObservedServer): string {
  const { port, url } = server.postgres;
  const { username, password } = new URL(url);
  return `host=127.0.0.1 port=${port} user=${username} password=${password}`;
}

/** As the owner of its directory: root would follow a link there. */
function runAsOwner(server: ObservedServer, command: string, args: readonly string[]): void {
  const { uid, gid } = statSync(server.dataDir);
  const owner = process.getuid?.() === 0 ? { uid, gid } : {};
  const { status, stderr } = spawnSync(command, args, { ...owner, cwd: '/', encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
}
