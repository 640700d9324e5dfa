import { linkSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createFile, nameBeside, replaceFile } from './files.ts';
import {
  formatIdentity,
  identify,
  identifySelf,
  isAlive,
  parseIdentity,
  type ProcessIdentity,
} from './processIdentity.ts';

/** Another process holds the lock. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  readonly pid: number;

  constructor(pid: number) {
    super(`Process ${pid} holds the lock`);
    this.pid = pid;
  }
}

export interface Lock {
  /** It was left by a process that has ended. */
  readonly takenOver: boolean;
  readonly release: () => void;
  /** Another process holds it from now on; it need not release it. */
  readonly handOver: (holder: ProcessIdentity) => void;
}

/**
 * Takes a lock file for this process. One whose process is gone (kill -9, a power cut), or whose id belongs to another
 * process by now, is taken over.
 * @throws AlreadyRunningError
 */
export function takeLock(file: string): Lock {
  mkdirSync(dirname(file), { recursive: true });
  if (writeExclusively(file)) return lockOf(file, false);
  refuseIfHeld(file);
  // Two that found the same dead holder: the slower must not remove the lock of the faster.
  const takeover = takeLock(`${file}.takeover`);
  try {
    refuseIfHeld(file);
    rmSync(file, { force: true });
    if (writeExclusively(file)) return lockOf(file, true);
    refuseIfHeld(file);
    throw new Error(`${file} comes and goes`);
  } finally {
    takeover.release();
  }
}

const lockOf = (file: string, takenOver: boolean): Lock => ({
  takenOver,
  release: () => rmSync(file, { force: true }),
  handOver: (holder) => replaceFile(file, formatIdentity(holder), { mode: 0o600 }),
});

/** With its text from the first moment: an empty lock would look like one that was left. */
function writeExclusively(file: string): boolean {
  const temporary = nameBeside(file);
  createFile(temporary, formatIdentity(identifySelf()), { mode: 0o600 });
  try {
    linkSync(temporary, file);
    return true;
  } catch (error: unknown) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary);
  }
}

function refuseIfHeld(file: string): void {
  const holder = findHolder(file);
  if (holder !== null) throw new AlreadyRunningError(holder.pid);
}

/** The process that holds a lock; null where it was released, or left. */
export function findHolder(file: string): ProcessIdentity | null {
  const holder = parseIdentity(readIfThere(file));
  return holder !== null && (isAlive(holder) || isAliveWithoutBoot(holder)) ? holder : null;
}

/** Locks of version 0.1 do not name the boot; one of them may be held while this version is installed. */
const isAliveWithoutBoot = ({ pid, start }: ProcessIdentity): boolean =>
  identify(pid)?.start.endsWith(`/${start}`) === true;

/** Empty where it was released meanwhile. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error: unknown) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
