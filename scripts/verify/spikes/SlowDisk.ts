import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const BLOCK_IO = '/sys/fs/cgroup/blkio';
/** Takes no more of the real disk than is written to it. */
const SIZE_BYTES = 6 * 1024 ** 3;

/**
 * A disk of its own, in a file, and slow: what a server's processes write to it goes no faster than a limit, in the order in
 * which it came. So a commit waits behind a checkpoint's pages as it does on a disk that is busy. A file system of its own,
 * since all that share the journal of one would wait with them. Needs root, and control groups of version 1:
 * https://docs.kernel.org/admin-guide/cgroup-v1/blkio-controller.html
 */
export class SlowDisk {
  /** Where it is mounted. */
  readonly dir: string;
  private readonly image: string;
  private readonly group: string;
  private readonly device: string;

  /** `name`: below `parent`. @throws Error where none can be made. */
  constructor(parent: string, name: string) {
    if (!existsSync(join(BLOCK_IO, 'blkio.throttle.write_bps_device'))) {
      throw new Error(
        `A slow disk cannot be staged here: ${BLOCK_IO} has no blkio controller of version 1, or is hidden`,
      );
    }
    this.image = join(parent, `${name}.image`);
    this.dir = join(parent, name);
    this.group = join(BLOCK_IO, `breakwater-${process.pid}-${name}`);
    const file = openSync(this.image, 'wx', 0o600);
    ftruncateSync(file, SIZE_BYTES);
    closeSync(file);
    execFileSync('mkfs.ext4', ['-q', this.image]);
    mkdirSync(this.dir);
    execFileSync('mount', ['-o', 'loop', this.image, this.dir]);
    mkdirSync(this.group);
    const { dev } = statSync(this.dir);
    this.device = `${(dev >> 8) & 0xfff}:${dev & 0xff}`;
  }

  /** A process and its children, and all that they start from now on. */
  hold(pid: number): void {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    for (const each of [String(pid), ...children.filter((child) => child !== '')]) this.move(each);
  }

  /** Null: as fast as the disk is. */
  limit(bytesPerSecond: number | null): void {
    writeFileSync(
      join(this.group, 'blkio.throttle.write_bps_device'),
      `${this.device} ${bytesPerSecond ?? 0}`,
    );
  }

  /** After its processes have ended. */
  remove(): void {
    rmdirSync(this.group);
    execFileSync('umount', [this.dir]);
    rmSync(this.image);
  }

  private move(pid: string): void {
    try {
      writeFileSync(join(this.group, 'cgroup.procs'), pid);
    } catch (error: unknown) {
      // It ended meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
