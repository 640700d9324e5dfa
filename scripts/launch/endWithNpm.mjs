// A command ends when npm is asked to end or is killed, and takes along what it started. Node's own modules only.
import { subscribe } from 'node:diagnostics_channel';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
const WATCH_MS = 500;

/** `patienceMs`: what a command that handles SIGTERM itself has to end. */
export function endWithNpm({ patienceMs }) {
  endChildrenAtExit();
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(code);
      if (signal === 'SIGTERM' && patienceMs !== Infinity) {
        setTimeout(() => process.exit(code), patienceMs).unref();
      }
    });
  }
  watchNpm();
}

/** npm hands SIGTERM on. A npm that was killed could not: then this process has another parent. */
function watchNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  // A process started here has this one as its parent, and not npm.
  delete process.env.npm_lifecycle_event;
  const npm = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, WATCH_MS);
  timer.unref();
}

/** PostgreSQL takes SIGINT as "stop now, wait for no client"; a process that was frozen takes it when it goes on. */
function endChildrenAtExit() {
  const children = new Set();
  subscribe('child_process', ({ process: child }) => {
    children.add(child);
    child.once('exit', () => children.delete(child));
  });
  process.once('exit', () => {
    for (const child of children) {
      child.kill('SIGINT');
      child.kill('SIGCONT');
    }
  });
}
