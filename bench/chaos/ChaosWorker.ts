import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { RUNS_TYPESCRIPT } from '../../machine/typescript.ts';
import { openLog } from '../../machine/files.ts';
import { createEnvironment, stopChild, waitForExit } from '../../scripts/launch/embedded/child.ts';
import type { ChaosMessage, ChaosRequest, ChaosWrite } from './messages.ts';
import type { ControlName } from './types.ts';

const ENTRY = fileURLToPath(new URL('workerProcess.ts', import.meta.url));
const RESTART_PAUSE_MS = 200;
const STOP_PATIENCE_MS = 20_000;

export type Reply =
  | { readonly outcome: 'accepted'; readonly stale: number }
  /** The worker said no, by this error. Where Redis went silent meanwhile, the write may have been taken all the same. */
  | { readonly outcome: 'refused'; readonly error: string }
  /** The worker ended, or did not answer in time. */
  | { readonly outcome: 'unknown' };

export interface ChaosWorkerOptions {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly control: ControlName | null;
  readonly logFile: string;
  /** False: once it has ended it stays away. */
  readonly comesBack?: boolean;
  /** It ended though nobody ended it, after it had been ready. */
  readonly onFall: (detail: string) => void;
}

/** A worker process that comes back whenever it ends, as the supervisor of `npm start` brings it back. */
export class ChaosWorker {
  private readonly options: ChaosWorkerOptions;
  private readonly waiting = new Map<number, (reply: Reply) => void>();
  private child: ChildProcess | null = null;
  private isReady = false;
  private isFrozen = false;
  private isWanted = true;
  private isExpectedToEnd = false;
  private lastId = 0;
  private becameReady: () => void = () => undefined;
  private ready: Promise<void> = Promise.resolve();

  constructor(options: ChaosWorkerOptions) {
    this.options = options;
  }

  /** May be asked. A frozen one may: that is the point of freezing it. */
  get takesWrites(): boolean {
    return this.isReady;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get whenReady(): Promise<void> {
    return this.ready;
  }

  start(): void {
    const { variables, control, logFile } = this.options;
    const log = openLog(logFile);
    this.isExpectedToEnd = false;
    if (!this.isReady) this.ready = new Promise((resolve) => (this.becameReady = resolve));
    const child = fork(ENTRY, control === null ? [] : [control], {
      env: createEnvironment({ PATH: process.env['PATH'] ?? '', ...variables }),
      execArgv: [...RUNS_TYPESCRIPT],
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    });
    this.child = child;
    child.on('message', (message: ChaosMessage) => this.hear(message));
    child.on('error', () => undefined);
    child.on('exit', (code, signal) => this.restart(`code ${code}, signal ${signal}`));
  }

  /** Resolves with what became of the write, at the latest after `patienceMs`. */
  ask(write: ChaosWrite, patienceMs: number): Promise<Reply> {
    return new Promise((resolve) => {
      const id = ++this.lastId;
      const timer = setTimeout(() => settle({ outcome: 'unknown' }), patienceMs);
      const settle = (reply: Reply): void => {
        clearTimeout(timer);
        this.waiting.delete(id);
        resolve(reply);
      };
      this.waiting.set(id, settle);
      this.child?.send({ id, write } satisfies ChaosRequest, (error) => {
        if (error !== null) settle({ outcome: 'unknown' });
      });
    });
  }

  kill(): void {
    this.isExpectedToEnd = true;
    this.isReady = false;
    this.child?.kill('SIGKILL');
  }

  freeze(): void {
    this.isFrozen = true;
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    if (this.isFrozen) this.child?.kill('SIGCONT');
    this.isFrozen = false;
  }

  /** Ends it as a rolling restart does: it finishes what it has taken on. */
  async endGently(): Promise<void> {
    this.isExpectedToEnd = true;
    this.isReady = false;
    if (this.child !== null)
      await stopChild(this.child, 'SIGTERM', { signal: 'SIGKILL', patienceMs: STOP_PATIENCE_MS });
  }

  async stop(): Promise<void> {
    this.isWanted = false;
    this.thaw();
    await this.endGently();
    if (this.child !== null) await waitForExit(this.child);
  }

  private hear(message: ChaosMessage): void {
    if (message.type === 'ready') {
      this.isReady = true;
      this.becameReady();
    } else if (message.type === 'accepted') {
      this.waiting.get(message.id)?.({ outcome: 'accepted', stale: message.stale });
    } else this.waiting.get(message.id)?.({ outcome: 'refused', error: message.error });
  }

  private restart(how: string): void {
    if (this.isReady && !this.isExpectedToEnd)
      this.options.onFall(`${this.options.name} ended by itself (${how})`);
    this.isReady = false;
    for (const settle of this.waiting.values()) settle({ outcome: 'unknown' });
    if (this.isWanted && this.options.comesBack !== false)
      setTimeout(() => this.isWanted && this.start(), RESTART_PAUSE_MS);
  }
}
