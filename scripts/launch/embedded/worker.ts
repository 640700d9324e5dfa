import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { build as prettyStream } from 'pino-pretty';
import { RUNS_TYPESCRIPT } from '../../../machine/typescript.ts';
import { stopChild } from './child.ts';
import { printableLog } from './printableLog.ts';

export interface WorkerProcess {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** The worker, or another process with such a log, in a process of its own; its log as JSON, or readable where a person watches. */
export function startWorkerProcess(options: {
  readonly projectDir: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Starts again when a source changes. */
  readonly development: boolean;
  /** In the project's directory. */
  readonly main?: string;
}): WorkerProcess {
  const readsStdin = options.environment['SOURCE'] === 'replay:-';
  const forPeople = process.stdout.isTTY;
  const watch = options.development ? ['--watch', '--watch-preserve-output'] : [];
  const main = join(options.projectDir, options.main ?? 'worker/main.ts');
  const child = spawn(process.execPath, [...watch, ...RUNS_TYPESCRIPT, main], {
    cwd: options.projectDir,
    env: options.environment,
    detached: true,
    stdio: [readsStdin ? 'inherit' : 'ignore', forPeople ? 'pipe' : 'inherit', 'inherit'],
  });
  if (child.stdout !== null) {
    const pretty = prettyStream({ translateTime: 'SYS:HH:MM:ss', ignore: 'component', sync: true });
    Readable.from(printableLog(child.stdout)).pipe(pretty);
  }
  return { child, stop: () => stopChild(child, 'SIGTERM', { signal: 'SIGKILL', patienceMs: 6_000 }) };
}
