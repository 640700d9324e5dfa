import { projectDir } from '../machine/projectDir.ts';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RUNS_TYPESCRIPT } from '../machine/typescript.ts';
import { createEnvironment, stopChild, waitForExit } from '../scripts/launch/embedded/child.ts';

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** The worker as `npm start` runs it, in a process of its own. */
export interface ExperimentWorker {
  readonly metricsUrl: string;
  /** Resolves when the simulation has emitted everything; rejects if the worker ends. */
  readonly sourceFinished: Promise<void>;
  readonly pid: number;
  stop(): Promise<void>;
}

interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly url?: string;
}
const WARN = 40;

/** Resolves once it serves its metrics. @throws Error with the end of its log if it ends before. */
export async function startExperimentWorker(
  variables: Readonly<Record<string, string>>,
): Promise<ExperimentWorker> {
  const child = spawn(process.execPath, [...RUNS_TYPESCRIPT, join(projectDir, 'worker', 'main.ts')], {
    cwd: projectDir,
    env: createEnvironment({ PATH: process.env['PATH'] ?? '', ...variables }),
    // A terminal's Ctrl-C reaches only us.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const tail: string[] = [];
  const note = (line: string): void => void (tail.push(line) > 20 && tail.shift());
  createInterface({ input: child.stderr }).on('line', note);
  let finish: () => void = () => undefined;
  let serve: (url: string) => void = () => undefined;
  const ended = waitForExit(child).then(() => {
    throw new Error(`The worker ended early:\n${tail.join('\n')}`);
  });
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const served = new Promise<string>((resolve) => (serve = resolve));
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as LogLine;
    if (line.level >= WARN) note(text);
    if (line.msg === 'Metrics served') serve(line.url!);
    if (line.msg === 'The source has emitted everything') finish();
  });
  const sourceFinished = Promise.race([finished, ended]);
  // Dealt with when it is awaited.
  sourceFinished.catch(() => undefined);
  const metricsUrl = await Promise.race([served, ended]);
  return {
    metricsUrl,
    sourceFinished,
    pid: child.pid!,
    stop: () => stopChild(child, 'SIGTERM', { signal: 'SIGKILL', patienceMs: 10_000 }),
  };
}

/** CPU seconds so far and resident bytes, by /proc/PID/stat (proc(5)); null where there is none. */
export function readProcess(pid: number): { readonly cpuSeconds: number; readonly rssBytes: number } | null {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return null;
  const stat = readFileSync(file, 'utf8');
  // The name in field 2 may hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [utime, stime, rssPages] = [fields[11], fields[12], fields[21]].map(Number) as [
    number,
    number,
    number,
  ];
  return { cpuSeconds: (utime + stime) / TICKS_PER_SECOND, rssBytes: rssPages * PAGE_BYTES };
}
