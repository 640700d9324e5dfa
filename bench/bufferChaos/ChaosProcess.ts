import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { projectDir } from '../../machine/projectDir.ts';
import type { BufferControl, ChaosUpdate, FromProcess, ToProcess } from './messages.ts';

const ENTRY = fileURLToPath(new URL('process.ts', import.meta.url));

/** A process that is started again whenever it ends. */
export class ChaosProcess {
  private readonly variables: Readonly<Record<string, string>>;
  private readonly control: BufferControl | null;
  private readonly onFailure: (message: string) => void;
  private child!: ChildProcess;
  private isStopped = false;
  private becameReady!: () => void;
  /** Resolves once the child that runs now is ready. */
  ready!: Promise<void>;
  private calls = 0;
  private readonly waiting = new Map<number, (accepted: readonly string[]) => void>();

  constructor(
    variables: Readonly<Record<string, string>>,
    control: BufferControl | null,
    onFailure: (message: string) => void,
  ) {
    this.variables = variables;
    this.control = control;
    this.onFailure = onFailure;
    this.start();
  }

  /** The ids that Redis has; none where the process dies first, whatever became of them. */
  send(updates: readonly ChaosUpdate[]): Promise<readonly string[]> {
    return new Promise((resolve) => {
      const call = ++this.calls;
      this.waiting.set(call, resolve);
      this.child.send({ call, updates } satisfies ToProcess, (error) => {
        if (error !== null) this.answer(call, []);
      });
    });
  }

  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }

  private start(): void {
    const child = fork(ENTRY, this.control === null ? [] : [this.control], {
      env: { ...process.env, ...this.variables },
      execArgv: ['--import', './scripts/typescript.mjs'],
      cwd: projectDir,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child = child;
    this.ready = new Promise((resolve) => (this.becameReady = resolve));
    child.stderr!.on('data', (text: Buffer) => this.onFailure(String(text)));
    child.on('message', (message: FromProcess) => {
      if (message.type === 'ready') this.becameReady();
      if (message.type === 'done') this.answer(message.call, message.accepted);
      if (message.type === 'failed') this.onFailure(message.message);
    });
    child.on('error', () => undefined);
    child.on('exit', () => {
      for (const call of this.waiting.keys()) this.answer(call, []);
      if (!this.isStopped) this.start();
    });
  }

  private answer(call: number, accepted: readonly string[]): void {
    this.waiting.get(call)?.(accepted);
    this.waiting.delete(call);
  }
}
