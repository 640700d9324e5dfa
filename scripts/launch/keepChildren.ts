import type { ChildProcess } from 'node:child_process';
import { EXIT_CONFIG, EXIT_PORT_TAKEN } from '../../worker/config/exitCodes.ts';
import type { ChildPort } from './embedded/ports.ts';
import { startWebProcess } from './embedded/web.ts';
import { startWorkerProcess } from './embedded/worker.ts';
import { type Running, type Supervised, supervise } from './supervise.ts';

export interface ChildOptions {
  readonly projectDir: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Worker and pages follow changes of their sources. */
  readonly development: boolean;
  readonly port: ChildPort;
  readonly say: (line: string) => void;
  /** Ends everything, for a reason in one line, if it has not been printed. */
  readonly end: (reason: string | null) => void;
}

/** `onMoved`: it listens on another port than was said, as that one was taken. */
export function keepWorker(options: ChildOptions, onMoved: () => void): Supervised {
  const { projectDir, development, port } = options;
  const start = (variables: NodeJS.ProcessEnv): Running => {
    const environment = { ...variables, METRICS_PORT: String(port.number) };
    return startWorkerProcess({ projectDir, environment, development });
  };
  // The last strategy set counts from now on.
  const { STRATEGY: _once, ...later } = options.environment;
  return keepChild('The worker', options, {
    first: start(options.environment),
    start: () => start(later),
    onMoved,
  });
}

/** The process that observes the servers of WATCH. */
export function keepWatcher(options: Omit<ChildOptions, 'port'>): Supervised {
  const { say, end } = options;
  const start = (): Running => startWorkerProcess({ ...options, main: 'worker/watch/main.ts' });
  return supervise({
    name: 'The watcher',
    first: start(),
    restart: async () => start(),
    say,
    isFinal: ({ exitCode }) => exitCode === EXIT_CONFIG,
    onFinal: () => end(null),
  });
}

/** `onReady`: it answers, for the first time or again. */
export function keepWeb(options: ChildOptions, onReady: () => void): Supervised {
  const { projectDir, environment, development, port } = options;
  const { host } = port.options;
  const start = (): Running => {
    const web = startWebProcess({ projectDir, host, port: port.number, environment, development });
    void web.ready.then((ready) => ready && onReady());
    return web;
  };
  return keepChild('The dashboard', options, { first: start(), start, onMoved: () => undefined });
}

function keepChild(
  name: string,
  { port, say, end }: ChildOptions,
  child: { readonly first: Running; readonly start: () => Running; readonly onMoved: () => void },
): Supervised {
  const isTaken = ({ exitCode }: ChildProcess): boolean => exitCode === EXIT_PORT_TAKEN;
  return supervise({
    name,
    first: child.first,
    restart: async (ended) => {
      if (!isTaken(ended)) return child.start();
      await port.chooseAnother();
      const next = child.start();
      child.onMoved();
      return next;
    },
    say,
    describeEnd: (ended) => (isTaken(ended) ? `port ${port.number} was taken meanwhile` : null),
    isFinal: (ended) => ended.exitCode === EXIT_CONFIG || (isTaken(ended) && port.isFixed),
    onFinal: (ended) => end(isTaken(ended) ? port.describeTaken() : null),
  });
}
