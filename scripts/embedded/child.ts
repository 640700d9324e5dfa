import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Nothing of our own environment but what is given (the type asks for NODE_ENV, which no server needs). */
export function createEnvironment(variables: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return variables as NodeJS.ProcessEnv;
}

/** Resolves when the child has ended, also if it already has. */
export async function waitForExit(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await once(child, 'exit');
}

/** Signals a child and waits; after `patienceMs` the second signal. */
export async function stopChild(
  child: ChildProcess,
  signal: NodeJS.Signals,
  last: { readonly signal: NodeJS.Signals; readonly patienceMs: number },
): Promise<void> {
  child.kill(signal);
  const timer = setTimeout(() => child.kill(last.signal), last.patienceMs);
  await waitForExit(child);
  clearTimeout(timer);
}

/** A process by its id and the moment it began: ids are used again, this pair is not. Null if there is none. */
export function readProcessStart(pid: number): string | null {
  if (existsSync('/proc/self/stat')) return readLinuxProcessStart(pid);
  const result = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: createEnvironment({ LC_ALL: 'C' }),
  });
  const start = (result.stdout ?? '').trim();
  return start === '' ? null : start;
}

/** Field 22 of /proc/PID/stat (proc(5)), in ticks since boot; small images have no `ps`. */
function readLinuxProcessStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in field 2 may hold spaces and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** The command line of a process, empty if there is none. */
export function readCommandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    const result = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
    return result.stdout ?? '';
  }
}

/**
 * Ends a server that an earlier run left behind, if the process of that id really is it.
 * @throws Error if it does not end within 20 s.
 */
export async function stopLeftover(pid: number, expected: string, signal: NodeJS.Signals): Promise<boolean> {
  if (!readCommandLine(pid).includes(expected)) return false;
  process.kill(pid, signal);
  for (let waited = 0; waited < 20_000; waited += 50) {
    if (readCommandLine(pid) === '') return true;
    await delay(50);
  }
  throw new Error(
    `Process ${pid} (${expected}), left by an earlier run, does not end. End it and start again.`,
  );
}
