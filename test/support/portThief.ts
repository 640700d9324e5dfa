import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Listens where the server was to listen, asks for the password as it is, and notes what it is sent. */
const THIEF = `
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
const [, , port, notes, question] = process.argv;
createServer((socket) => {
  socket.on('error', () => {}).on('data', (bytes) => {
    writeFileSync(notes, bytes, { flag: 'a' });
    socket.write(Buffer.from(question, 'base64'));
  });
}).listen(Number(port), '127.0.0.1');
setTimeout(() => process.exit(1), 3_000);
`;

/** AuthenticationCleartextPassword: https://www.postgresql.org/docs/18/protocol-message-formats.html */
export const ASKS_FOR_PASSWORD = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]);

export interface Thief {
  /** Holds the server's binary, which is none. */
  readonly binDir: string;
  /** All that it was sent. */
  readonly readNotes: () => string;
}

/**
 * A binary under a server's name whose port has been taken by another user's program: it runs on for three seconds and
 * does not listen itself. Its port is in its last argument's file.
 */
export function createThief(dir: string, name: string, question: Buffer): Thief {
  const binDir = join(dir, 'bin');
  mkdirSync(binDir);
  const notes = join(dir, 'notes');
  writeFileSync(notes, '');
  chmodSync(notes, 0o666);
  writeFileSync(join(dir, 'thief.mjs'), THIEF);
  const lines = [
    '#!/bin/sh',
    'for last; do :; done',
    '[ "$last" = --version ] && exit 0',
    `port=$(sed -n "s/^port[ =']*\\([0-9]*\\).*/\\1/p" "\${last#config_file=}")`,
    `set -- ${process.execPath} ${dir}/thief.mjs "$port" ${notes} ${question.toString('base64')}`,
    '[ "$(id -u)" = 0 ] && exec setpriv --reuid 65534 --clear-groups "$@"',
    'exec "$@"',
  ];
  writeFileSync(join(binDir, name), `${lines.join('\n')}\n`, { mode: 0o755 });
  return { binDir, readNotes: () => (existsSync(notes) ? readFileSync(notes, 'latin1') : '') };
}
