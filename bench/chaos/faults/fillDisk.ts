import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const NO_DISK = 'a small file system cannot be mounted here (it takes root)';
const MIB = Buffer.alloc(1024 ** 2);

/** Leaves no room in a file system; what it returns makes room again. */
export function fillDisk(dir: string): () => void {
  const ballast = join(dir, 'ballast');
  for (;;) {
    try {
      writeFileSync(ballast, MIB, { flag: 'a' });
    } catch (error: unknown) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
        return () => rmSync(ballast, { force: true });
      }
      throw error;
    }
  }
}
