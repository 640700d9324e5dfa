import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

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
