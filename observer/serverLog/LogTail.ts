import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { abortableDelay } from '../../machine/abortableDelay.ts';
import { LineSplitter } from '../../machine/LineSplitter.ts';
import type { LogEvent } from './logRecord.ts';
import { CsvField } from './CsvField.ts';
import { type LogMessage, parseLogLine, sampleLine } from './parseLogLine.ts';

const CHUNK_BYTES = 64 * 1024;
const MAX_LINE = 1024 * 1024;
const POLL_MS = 250;
/** Opening a FIFO must not wait for its writer. Not on Windows. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export interface LogTailOptions {
  readonly file: string;
  /** Must not throw, as onNotUnderstood. */
  readonly onEvent: (event: LogEvent) => void;
  /** A completion line in an unknown shape. */
  readonly onNotUnderstood: (line: string) => void;
  readonly pollMs?: number;
  /** Byte to begin at; absent: the file's present end. A file that is not there yet is read from its beginning. */
  readonly offset?: number;
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly lines: LineSplitter;
  position: number;
}

/**
 * Follows one growing log file by name.
 *
 * absent → open: once it is there. open → open: it grew (read on), or it is shorter than what was read (copytruncate:
 * read from its beginning). open → absent: another file has its name *and* holds something; until then the old one is
 * read on, because logrotate creates the new file before the server writes to it. What the old one still holds is read
 * first. A file that is truncated and outgrows its old length within one poll is not noticed.
 *
 * A server that names its files by time (log_filename's default) needs a new tail for each: see pg_current_logfile().
 */
export class LogTail {
  private readonly options: LogTailOptions;
  private readonly stopping = new AbortController();
  private readonly chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  private field = new CsvField();
  private current: OpenFile | null = null;
  private beginAt: number | 'end';
  private loop: Promise<void> = Promise.resolve();
  private completionCount = 0;
  private understoodCount = 0;
  private firstNotUnderstood: string | null = null;
  private lastProblem: string | null = null;

  constructor(options: LogTailOptions) {
    this.options = options;
    this.beginAt = options.offset ?? 'end';
  }

  /** Completion lines met since the start. */
  get completions(): number {
    return this.completionCount;
  }

  get understood(): number {
    return this.understoodCount;
  }

  /** First completion line that was not understood, cut to 300 characters. */
  get notUnderstood(): string | null {
    return this.firstNotUnderstood;
  }

  /** Why the file cannot be read now (ENOENT, EACCES, not a regular file, …); null while it can. */
  get problem(): string | null {
    return this.lastProblem;
  }

  /** Resolves once the place to begin at is fixed: what is appended from then on is seen. */
  async start(): Promise<void> {
    await this.attempt(() => this.openFile());
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await this.closeFile();
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.attempt(() => this.poll());
      await abortableDelay(this.options.pollMs ?? POLL_MS, this.stopping.signal);
    }
  }

  /** A file that cannot be read is tried again with the next poll. */
  private async attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
      this.lastProblem = this.current === null ? this.lastProblem : null;
    } catch (error: unknown) {
      this.lastProblem = describeError(error);
      if (this.current === null && this.lastProblem === 'ENOENT') this.beginAt = 0;
    }
  }

  private async poll(): Promise<void> {
    if (this.current === null) await this.openFile();
    if (this.current === null) return;
    await this.readOn(this.current);
    if (!(await this.isReplaced(this.current))) return;
    await this.readOn(this.current);
    if (this.stopping.signal.aborted) return;
    const last = this.current.lines.end();
    if (last !== null) this.take(last);
    await this.closeFile();
    this.beginAt = 0;
    await this.openFile();
    if (this.current !== null) await this.readOn(this.current);
  }

  private async openFile(): Promise<void> {
    const handle = await open(this.options.file, OPEN_FLAGS);
    try {
      const facts = await handle.stat();
      if (!facts.isFile()) throw new Error('not a regular file');
      const position = this.beginAt === 'end' ? facts.size : this.beginAt;
      this.current = { handle, position, lines: new LineSplitter(MAX_LINE) };
      this.field = new CsvField();
      this.beginAt = 0;
    } catch (error: unknown) {
      await handle.close();
      throw error;
    }
  }

  private async closeFile(): Promise<void> {
    const file = this.current;
    this.current = null;
    await file?.handle.close();
  }

  private async readOn(file: OpenFile): Promise<void> {
    if ((await file.handle.stat()).size < file.position) {
      file.position = 0;
      file.lines.reset();
      this.field = new CsvField();
    }
    while (!this.stopping.signal.aborted) {
      const { bytesRead } = await file.handle.read(this.chunk, 0, CHUNK_BYTES, file.position);
      if (bytesRead === 0) return;
      file.position += bytesRead;
      for (const line of file.lines.push(this.chunk.subarray(0, bytesRead))) this.take(line);
    }
  }

  private async isReplaced(file: OpenFile): Promise<boolean> {
    const [own, named] = await Promise.all([
      file.handle.stat({ bigint: true }),
      stat(this.options.file, { bigint: true }).catch(() => null),
    ]);
    if (named === null || named.size === 0n) return false;
    return named.ino !== own.ino || named.dev !== own.dev;
  }

  private take(line: string): void {
    if (this.field.isInside(line)) return;
    for (const message of parseLogLine(line)) this.takeMessage(message);
  }

  private takeMessage(message: LogMessage): void {
    if (message.kind === 'not-understood') {
      this.completionCount++;
      this.firstNotUnderstood ??= sampleLine(message.line);
      this.options.onNotUnderstood(message.line);
      return;
    }
    if (message.event.type === 'complete') {
      this.completionCount++;
      this.understoodCount++;
    }
    this.options.onEvent(message.event);
  }
}

function describeError(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));
}
