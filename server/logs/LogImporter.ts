import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { TRPCError } from '@trpc/server';
import {
  type ImportedLog,
  type ImportProgress,
  type LogImport,
  MAX_LOG_BYTES,
} from '../../domain/logImports.ts';
import { RUNS_TYPESCRIPT } from '../../machine/typescript.ts';
import type { RedisClient } from '../../redis/client.ts';
import { writeLogImports } from '../../redis/logImports.ts';
import { fromRedis } from '../unavailable.ts';
import { describeTooLarge } from './describeTooLarge.ts';
import type { ThreadInput, ThreadMessage } from './threadMessages.ts';

/** It needs 150 MB at the most; beyond it is a defect, which ends the thread and not the dashboard. */
const MAX_HEAP_MB = 512;
const STOPPING = 'The dashboard is stopping: nothing was imported';

export interface LogImporterOptions {
  readonly redis: RedisClient;
  readonly stopping: AbortSignal;
  /** Of one log. */
  readonly maxBytes?: number;
}

export interface LogSource {
  /** As pages call it. */
  readonly file: string;
  /** Null: not known. */
  readonly totalBytes: number | null;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** Imports one log at a time: streams it through a thread that reads it, and keeps only the records. */
export class LogImporter {
  private readonly options: LogImporterOptions;
  private current: ImportProgress | null = null;

  constructor(options: LogImporterOptions) {
    this.options = options;
  }

  /** Null while none is read. */
  get progress(): ImportProgress | null {
    return this.current;
  }

  /**
   * Resolves when all of it is kept; until then nothing is.
   * @throws TRPCError that says in a sentence why nothing was imported; what the input throws.
   */
  async import(input: Readable, source: LogSource): Promise<readonly LogImport[]> {
    const { redis, stopping, maxBytes = MAX_LOG_BYTES } = this.options;
    const { file, totalBytes, signal } = source;
    if (this.current !== null) {
      throw refuse('CONFLICT', `${this.current.file} is being imported: wait until that is done`);
    }
    if (stopping.aborted) throw refuse('SERVICE_UNAVAILABLE', STOPPING);
    if ((totalBytes ?? 0) > maxBytes) throw refuse('PAYLOAD_TOO_LARGE', describeTooLarge(file, maxBytes));
    this.current = { file, totalBytes, bytes: 0, lines: 0, checkpoints: 0 };
    try {
      const logs = await this.read(input, { file, maxBytes }, signal);
      signal?.throwIfAborted();
      await fromRedis(writeLogImports(redis, logs));
      return logs.map(({ about }) => about);
    } finally {
      this.current = null;
    }
  }

  private async read(
    input: Readable,
    given: ThreadInput,
    gone = new AbortController().signal,
  ): Promise<readonly ImportedLog[]> {
    const { stopping } = this.options;
    const worker = new Worker(new URL('./readLogThread.ts', import.meta.url), {
      workerData: given,
      stdin: true,
      execArgv: [...RUNS_TYPESCRIPT],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    const over = new AbortController();
    const read = this.listen(worker);
    const sent = this.send(input, worker.stdin!, { signal: over.signal, given });
    const stopped = once(stopping, 'abort', { signal: over.signal }).then(() => {
      throw refuse('SERVICE_UNAVAILABLE', STOPPING);
    });
    const left = once(gone, 'abort', { signal: over.signal }).then(() => gone.throwIfAborted());
    try {
      // The thread may refuse what it has read so far, and the sender may be cut off.
      return await Promise.race([read, sent.then(() => read), stopped, left.then(() => read)]);
    } finally {
      over.abort();
      // The promises that lost the race may still reject.
      for (const one of [read, sent, stopped, left]) one.catch(() => undefined);
      await worker.terminate();
    }
  }

  private listen(worker: Worker): Promise<readonly ImportedLog[]> {
    return new Promise((resolve, reject) => {
      worker.on('message', (message: ThreadMessage) => {
        if (message.kind === 'done') resolve(message.logs);
        else if (message.kind === 'refused') reject(refuse('UNPROCESSABLE_CONTENT', message.why));
        else if (this.current !== null) {
          const { lines, checkpoints } = message;
          this.current = { ...this.current, lines, checkpoints };
        }
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('The thread that reads a log ended')));
    });
  }

  /** No faster than the thread reads. What comes after it is over is dropped: the sender hears the answer then. */
  private async send(
    input: Readable,
    output: Writable,
    { signal, given }: { readonly signal: AbortSignal; readonly given: ThreadInput },
  ): Promise<void> {
    let bytes = 0;
    output.on('error', () => undefined);
    for await (const chunk of input.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      if (signal.aborted) continue;
      bytes += chunk.byteLength;
      if (bytes > given.maxBytes) {
        throw refuse('PAYLOAD_TOO_LARGE', describeTooLarge(given.file, given.maxBytes));
      }
      if (this.current !== null) this.current = { ...this.current, bytes };
      if (!output.write(chunk)) await once(output, 'drain', { signal }).catch(() => undefined);
    }
    output.end();
  }
}

const refuse = (code: TRPCError['code'], message: string): TRPCError => new TRPCError({ code, message });
