import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEnvironment, stopChild } from '../../scripts/launch/embedded/child.ts';
import { chooseFreePort } from '../../scripts/launch/embedded/ports.ts';
import { eventually } from './eventually.ts';

export interface Nginx {
  readonly port: number;
  stop(): Promise<void>;
}

/** A real nginx before a server on loopback. `directives` are put in its location, beside proxy_pass. */
export async function startNginx(upstreamPort: number, directives: readonly string[]): Promise<Nginx> {
  const dir = mkdtempSync(join(tmpdir(), 'breakwater-nginx-'));
  const port = await chooseFreePort(undefined);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const lines = [
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'daemon off;',
    `pid ${dir}/pid;`,
    'events {}',
    'http {',
    'access_log off;',
    ...temporary.map((name) => `${name}_temp_path ${dir}/${name};`),
    `server { listen 127.0.0.1:${port}; location / {`,
    `proxy_pass http://127.0.0.1:${upstreamPort};`,
    ...directives.map((directive) => `${directive};`),
    '} } }',
  ];
  writeFileSync(join(dir, 'nginx.conf'), `${lines.join('\n')}\n`);
  // Debian has it where only root looks.
  const child = spawn('nginx', ['-p', dir, '-e', join(dir, 'error.log'), '-c', join(dir, 'nginx.conf')], {
    env: createEnvironment({ PATH: `${process.env['PATH']}:/usr/sbin` }),
    stdio: 'ignore',
  });
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  await eventually(async () => {
    if (failure !== undefined) return;
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
  });
  if (failure !== undefined) throw failure;
  return {
    port,
    stop: async () => {
      await stopChild(child, 'SIGTERM', { signal: 'SIGKILL', patienceMs: 5_000 });
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
