import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

export interface FileOptions {
  readonly mode: number;
  /** Whom it is given to; undefined: whoever we are. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
}

/** Creates a file; fails with EEXIST where anything, a link among them, has its name. */
export function createFile(file: string, text: string, { mode, owner }: FileOptions): void {
  const descriptor = openSync(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    writeFileSync(descriptor, text);
    if (owner !== undefined) fchownSync(descriptor, owner.uid, owner.gid);
    fchmodSync(descriptor, mode);
  } catch (error: unknown) {
    rmSync(file);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Puts a new file in the place of whatever has its name: a link is replaced, what it leads to is not touched. */
export function replaceFile(file: string, text: string, options: FileOptions): void {
  const temporary = nameBeside(file);
  createFile(temporary, text, options);
  renameSync(temporary, file);
}

/** A name in the same directory that nobody can guess. */
export const nameBeside = (file: string): string => `${file}.${randomBytes(8).toString('hex')}.new`;

/**
 * Reads a regular file by its only name; null where there is none. `owners`: the users who may have written it.
 * @throws Error where it is a link, or another user's.
 */
export function readOwnFile(file: string, owners: ReadonlySet<number> | null): string | null {
  const descriptor = openOwn(file, O_RDONLY, owners);
  if (descriptor === null) return null;
  try {
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** Opens a log to append to it, readable by its owner only. @throws Error where it is a link. */
export function openLog(file: string): number {
  const descriptor = openOwn(file, O_WRONLY | O_APPEND | O_CREAT, null)!;
  fchmodSync(descriptor, 0o600);
  return descriptor;
}

/**
 * Removes a directory. As root not by paths: who owns a directory below could put a link in its place meanwhile.
 * rm holds on to the directories that it is in.
 */
export function removeTree(dir: string): void {
  if (process.getuid?.() !== 0) return rmSync(dir, { recursive: true, force: true });
  const { status, stderr } = spawnSync('rm', ['-rf', '--', dir], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Could not remove ${dir}: ${stderr}`);
}

function openOwn(file: string, flags: number, owners: ReadonlySet<number> | null): number | null {
  let descriptor: number;
  try {
    // Non-blocking: a named pipe would hold us up.
    descriptor = openSync(file, flags | O_NOFOLLOW | O_NONBLOCK, 0o600);
  } catch (error: unknown) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw code === 'ELOOP' ? new Error(describeForeign(file), { cause: error }) : error;
  }
  const found = fstatSync(descriptor);
  if (found.isFile() && found.nlink === 1 && (owners?.has(found.uid) ?? true)) return descriptor;
  closeSync(descriptor);
  throw new Error(describeForeign(file));
}

const describeForeign = (file: string): string =>
  `${file} is not a file of ours but a link, or another user's: check it, remove it, and start again.`;
