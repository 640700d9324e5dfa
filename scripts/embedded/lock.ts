import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProcessStart } from './child.ts';

/** Another process holds the data directory. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  readonly pid: number;

  constructor(pid: number) {
    super(`Process ${pid} holds the data directory`);
    this.pid = pid;
  }
}

/**
 * Takes the data directory for this process. A lock whose process is gone (kill -9, a power cut), or whose id belongs
 * to another process by now, is taken over.
 * @throws AlreadyRunningError
 */
export function takeLock(dataDir: string): { readonly takenOver: boolean; readonly release: () => void } {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'lock');
  const mine = `${process.pid} ${readProcessStart(process.pid)}\n`;
  const release = (): void => rmSync(file, { force: true });
  if (writeExclusively(file, mine)) return { takenOver: false, release };
  const [pid, start] = readHolder(file);
  if (start !== '' && readProcessStart(pid) === start) throw new AlreadyRunningError(pid);
  release();
  if (writeExclusively(file, mine)) return { takenOver: true, release };
  throw new AlreadyRunningError(readHolder(file)[0]);
}

function writeExclusively(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error: unknown) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(file: string): [pid: number, start: string] {
  const text = readFileSync(file, 'utf8').trim();
  const space = text.indexOf(' ');
  return [Number(text.slice(0, space)), text.slice(space + 1)];
}
