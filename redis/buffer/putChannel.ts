import { classifyRedisFailure } from '../errors.ts';
import type { ShardKeys } from '../keys.ts';
import type { RunScript } from '../scripts.ts';
import { abortableDelay, backoffMs } from '../abortableDelay.ts';

/** The buffer took no more for as long as a writer may wait: nothing was accepted. Slow down and try again. */
export class BufferFullError extends Error {
  override readonly name = 'BufferFullError';
}

/** Redis did not answer for as long as a writer may wait: whether the updates were accepted is not known. */
export class BufferUnavailableError extends Error {
  override readonly name = 'BufferUnavailableError';
}

export interface PutRequest {
  readonly epoch: number;
  /** Encoded by redis/entryCodec.ts. */
  readonly updates: readonly (readonly string[])[];
  readonly target: 'dirty' | 'park';
  readonly polled: boolean;
}

export type PutReply =
  | { readonly modeChanged: true }
  | {
      readonly modeChanged: false;
      readonly accepted: number;
      readonly merged: number;
      readonly stale: readonly number[];
    };

export interface PutChannelOptions {
  readonly run: RunScript;
  readonly keys: ShardKeys;
  readonly producer: string;
  readonly maxEntries: number;
  readonly writerWaitMs: number;
  readonly signal: AbortSignal;
  /** Called when the shard is full: flush sooner. */
  readonly onFull: () => void;
}

/**
 * One producer's way into one shard. Puts go one at a time, each under a number of its own: a put whose reply was
 * lost is asked for again under the same number and is never applied twice. Two in flight could overtake each other
 * when a script has to be sent again, and the numbers would then hide the loss.
 */
export class PutChannel {
  private readonly options: PutChannelOptions;
  private tail: Promise<unknown> = Promise.resolve();
  private calls = 0;
  private acceptedSoFar = 0;
  /** A put ended without an answer: what Redis counted since is taken over at the next one. */
  private outcomeUnknown = false;

  constructor(options: PutChannelOptions) {
    this.options = options;
  }

  /** Updates that this producer knows to be accepted; compared with what Redis says, a lost tail shows. */
  get accepted(): number {
    return this.acceptedSoFar;
  }

  /**
   * Buffers updates in one script call.
   * @throws BufferFullError, BufferUnavailableError after `writerWaitMs`.
   */
  put(request: PutRequest): Promise<PutReply> {
    const turn = this.tail.then(() => this.call(request));
    this.tail = turn.catch(() => undefined);
    return turn;
  }

  private async call(request: PutRequest): Promise<PutReply> {
    const args = this.encode(request, ++this.calls);
    const deadline = performance.now() + this.options.writerWaitMs;
    for (let attempt = 0; ; attempt++) {
      const reply = await this.attempt(args);
      if (!(reply instanceof Error)) return reply;
      if (performance.now() > deadline || this.options.signal.aborted) {
        this.outcomeUnknown ||= reply instanceof BufferUnavailableError;
        throw reply;
      }
      await abortableDelay(backoffMs(attempt, 50, 1_000), this.options.signal);
    }
  }

  private async attempt(
    args: readonly string[],
  ): Promise<PutReply | BufferFullError | BufferUnavailableError> {
    const { meta, dirty, park, entryPrefix } = this.options.keys;
    try {
      const reply = (await this.options.run('put', [meta, dirty, park, entryPrefix], args)) as number[];
      return this.interpret(reply);
    } catch (error: unknown) {
      const failure = classifyRedisFailure(error);
      if (failure === 'full') return this.full('Redis has reached maxmemory', error);
      if (failure === 'unavailable')
        return new BufferUnavailableError('Redis does not answer', { cause: error });
      throw error;
    }
  }

  private interpret([status, accepted = 0, merged = 0, total = 0, ...stale]: number[]):
    | PutReply
    | BufferFullError {
    if (status === -1 || status === -2) return { modeChanged: true };
    if (status === -3) return this.full(`the buffer holds ${this.options.maxEntries} entries`);
    if (status === 2) {
      const missed = total - this.acceptedSoFar;
      this.acceptedSoFar = total;
      return { modeChanged: false, accepted: missed, merged: 0, stale: [] };
    }
    this.acceptedSoFar = this.outcomeUnknown ? total : this.acceptedSoFar + accepted;
    this.outcomeUnknown = false;
    return { modeChanged: false, accepted, merged, stale };
  }

  private full(reason: string, cause?: unknown): BufferFullError {
    this.options.onFull();
    return new BufferFullError(`The buffer is full: ${reason}`, { cause });
  }

  private encode(request: PutRequest, call: number): string[] {
    const head = [
      String(request.epoch),
      this.options.producer,
      String(call),
      String(this.options.maxEntries),
      request.target,
      request.polled ? '1' : '0',
      String(request.updates.length),
    ];
    return head.concat(...request.updates);
  }
}
