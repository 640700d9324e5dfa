import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Stops a server with all its children, as a machine that hangs does: nothing answers, nothing is closed. Returns what wakes it. */
export function freezeServer(server: ChildProcess): () => void {
  const pid = server.pid!;
  // First the one that starts others.
  process.kill(pid, 'SIGSTOP');
  const family = [pid, ...listChildren(pid)];
  signal(family, 'SIGSTOP');
  return () => signal(family.toReversed(), 'SIGCONT');
}

const listChildren = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}
