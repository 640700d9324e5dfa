import { resolve } from 'node:path';
import { claimDirectory } from '../../machine/claimDirectory.ts';
import { projectDir } from '../../machine/projectDir.ts';

/** Its whole path. @throws Error before anything is written, for one that root must not use. */
export function claimDataDir(dataDir = '.data'): string {
  const dir = resolve(projectDir, dataDir);
  claimDirectory(dir);
  return dir;
}
