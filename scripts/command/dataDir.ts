import { resolve } from 'node:path';
import { claimDirectory } from '../../machine/claimDirectory.ts';
import { projectDir } from '../../machine/projectDir.ts';
import { isPackaged } from '../launch/bootstrap.mjs';

/** Relative to the project, in the installed package to where the command was started. */
export const locateDataDir = (dataDir = '.data'): string =>
  resolve(isPackaged ? process.cwd() : projectDir, dataDir);

/** Its whole path. @throws Error before anything is written, for one that root must not use. */
export function claimDataDir(dataDir?: string): string {
  const dir = locateDataDir(dataDir);
  claimDirectory(dir);
  return dir;
}
