import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BLOCK_IO = '/sys/fs/cgroup/blkio';

/**
 * A slow disk: what a server's processes write to the device of its data goes no faster than a limit, in the order in which
 * it came. So a commit waits behind a checkpoint's pages as it does on a disk that is busy. Needs root, and control groups of
 * version 1: https://docs.kernel.org/admin-guide/cgroup-v1/blkio-controller.html
 */
export class DiskLimit {
  private readonly dir: string;
  private readonly device: string;

  constructor(name: string, dataDir: string) {
    if (!existsSync(join(BLOCK_IO, 'blkio.throttle.write_bps_device'))) {
      throw new Error(
        `A slow disk cannot be staged here: ${BLOCK_IO} has no blkio controller of version 1, or is hidden`,
      );
    }
    this.dir = join(BLOCK_IO, name);
    this.device = findDisk(dataDir);
    mkdirSync(this.dir, { recursive: true });
  }

  /** A process and its children, and all that they start from now on. */
  hold(pid: number): void {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    for (const each of [String(pid), ...children.filter((child) => child !== '')]) {
      this.move(each);
    }
  }

  private move(pid: string): void {
    try {
      writeFileSync(join(this.dir, 'cgroup.procs'), pid);
    } catch (error: unknown) {
      // It ended meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Null: as fast as the disk is. */
  set(bytesPerSecond: number | null): void {
    const file = join(this.dir, 'blkio.throttle.write_bps_device');
    writeFileSync(file, `${this.device} ${bytesPerSecond ?? 0}`);
  }

  /** After its processes have ended. */
  remove(): void {
    rmdirSync(this.dir);
  }
}

/** MAJOR:MINOR of the whole disk that holds a file: limits of a partition are refused. */
function findDisk(file: string): string {
  const { dev } = statSync(file);
  const major = (dev >> 8) & 0xfff;
  const minor = (dev & 0xff) | ((dev >> 12) & 0xfff00);
  const device = `/sys/dev/block/${major}:${minor}`;
  if (!existsSync(device)) throw new Error(`No block device holds ${file}: put the data on a disk`);
  const disk = existsSync(join(device, 'partition')) ? `${device}/../dev` : `${device}/dev`;
  return readFileSync(disk, 'utf8').trim();
}
