import { projectDir } from './projectDir.ts';
import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';

const ROOT = 0;
const MAX_LINKS = 40;
const STICKY = 0o1000;

/** A user that may change the code that root runs here is trusted with root's files already. */
export interface Trusted {
  readonly users: ReadonlySet<number>;
  readonly groups: ReadonlySet<number>;
}

export function findTrusted(): Trusted {
  const { uid, gid, mode } = statSync(projectDir);
  const groups = (mode & 0o020) === 0 ? [ROOT] : [ROOT, gid];
  return { users: new Set([ROOT, uid]), groups: new Set(groups) };
}

/** The users whose files root reads as its own; null, anybody's, for another user than root. */
export const findTrustedOwners = (): ReadonlySet<number> | null =>
  process.getuid?.() === ROOT ? findTrusted().users : null;

/**
 * Makes a directory that is there afterwards. As root only where nobody else can change any part of its path: what root
 * writes, gives away or removes there could be led elsewhere by a link.
 * @throws Error with one line
 */
export function claimDirectory(dir: string, mode = 0o755): void {
  if (process.getuid?.() !== ROOT) return void mkdirSync(dir, { recursive: true, mode });
  const trusted = findTrusted();
  let pending = resolve(dir).split(sep);
  let links = 0;
  let at: string = sep;
  for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      at = dirname(at);
      continue;
    }
    const next = join(at, name);
    const found = makeAndLook(next, pending.length === 0 ? mode : 0o755);
    const objection = leadsToProject(next) ? null : findObjection(next, found, trusted);
    if (objection !== null) throw new Error(describeRefusal(dir, objection));
    if (!found.isSymbolicLink()) {
      at = next;
      continue;
    }
    if (++links > MAX_LINKS) throw new Error(`${dir}: too many links`);
    const target = readlinkSync(next);
    if (target.startsWith(sep)) at = sep;
    pending = [...target.split(sep), ...pending];
  }
}

function makeAndLook(path: string, mode: number): Stats {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found !== undefined) return found;
  mkdirSync(path, { mode });
  return lstatSync(path);
}

const leadsToProject = (path: string): boolean => `${projectDir}${sep}`.startsWith(`${path}${sep}`);

interface Objection {
  readonly path: string;
  readonly why: string;
  readonly remedy: string;
}

function findObjection(path: string, found: Stats, { users, groups }: Trusted): Objection | null {
  if (!users.has(found.uid)) {
    const name = nameUser(found.uid);
    return { path, why: `belongs to ${name}`, remedy: `start Breakwater as ${name}` };
  }
  if (found.isSymbolicLink() || (found.mode & STICKY) !== 0) return null;
  const byGroup = (found.mode & 0o020) !== 0 && !groups.has(found.gid);
  if (!byGroup && (found.mode & 0o002) === 0) return null;
  return { path, why: 'can be changed by other users', remedy: `run: chmod go-w ${path}` };
}

function nameUser(uid: number): string {
  const name = spawnSync('id', ['-nu', String(uid)], { encoding: 'utf8' }).stdout?.trim();
  return name === undefined || name === '' ? `user ${uid}` : name;
}

const describeRefusal = (dir: string, { path, why, remedy }: Objection): string =>
  `As root Breakwater does not use ${dir}: ${path} ${why}, who could lead root's files elsewhere. ` +
  `Set DATA_DIR to a directory that only root can change, or ${remedy}.`;
