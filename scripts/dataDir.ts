import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { claimDirectory } from '../machine/claimDirectory.ts';
import { complain } from './terminal.ts';

const projectDir = fileURLToPath(new URL('..', import.meta.url));

/** Its whole path; one that root must not use ends the process with one line before anything is written. */
export function claimDataDirOrExit(dataDir = '.data'): string {
  const dir = resolve(projectDir, dataDir);
  try {
    claimDirectory(dir);
    return dir;
  } catch (error: unknown) {
    complain(error);
    process.exit(1);
  }
}
