import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findTrustedOwners } from '../../../machine/claimDirectory.ts';
import { readOwnFile, replaceFile } from '../../../machine/files.ts';
import {
  formatIdentity,
  identify,
  isAlive,
  parseIdentity,
  signalProcess,
} from '../../../machine/processIdentity.ts';

const PATIENCE_MS = 20_000;

/** In a directory that only we write to; a server's own pid file would be its user's word. */
const fileOf = (dir: string): string => join(dir, 'server.process');

/** Leaves which process serves this directory, for a start after a crash of ours. */
export function noteServer(dir: string, { pid }: ChildProcess): void {
  const identity = pid === undefined ? null : identify(pid);
  if (identity !== null) replaceFile(fileOf(dir), formatIdentity(identity), { mode: 0o600 });
}

/**
 * Ends the server that an earlier run left behind; false where there is none.
 * @throws Error if it does not end within 20 s.
 */
export async function stopLeftover(dir: string, signal: NodeJS.Signals): Promise<boolean> {
  const identity = parseIdentity(readOwnFile(fileOf(dir), findTrustedOwners()) ?? '');
  if (identity === null || !signalProcess(identity, signal)) return false;
  for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
    if (!isAlive(identity)) return true;
    await delay(50);
  }
  throw new Error(
    `Process ${identity.pid}, left in ${dir} by an earlier run, does not end. End it and start again.`,
  );
}
