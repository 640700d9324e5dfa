import { readFileSync } from 'node:fs';

/** Stops a process with all its children, as a machine that hangs does: nothing answers, nothing is closed. Returns what wakes it. */
export function freezeProcess(pid: number): () => void {
  // First the one that starts others.
  process.kill(pid, 'SIGSTOP');
  const family = [pid, ...listChildren(pid)];
  signal(family, 'SIGSTOP');
  return () => signal(family.toReversed(), 'SIGCONT');
}

export const listChildren = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

export const readParent = (pid: number): number =>
  Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);

/** The one below `pid` whose command line holds `part`. */
export function findDescendant(pid: number, part: string): number | null {
  for (const child of listChildren(pid)) {
    if (readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(part)) return child;
    const found = findDescendant(child, part);
    if (found !== null) return found;
  }
  return null;
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}
