import { setTimeout as delay } from 'node:timers/promises';
import { type BufferUpdate, encodeUpdate } from './entry.ts';
import type { ShardKeys } from './keys.ts';
import { classifyRedisFailure } from './redisFailure.ts';
import { put, type PutCall, type PutResult, type RunBufferScript } from './scripts.ts';

/** The buffer took no more for as long as a writer may wait: nothing was accepted. Slow down and try again. */
export class BufferFullError extends Error {
  override readonly name = 'BufferFullError';
}

/** Redis did not answer for as long as a writer may wait: whether the updates were accepted is not known. */
export class BufferUnavailableError extends Error {
  override readonly name = 'BufferUnavailableError';
}

/** More would wait to be added to one column of one row than ±(2^53 − 1) of its units: nothing was accepted. */
export class AmountTooLargeError extends Error {
  override readonly name = 'AmountTooLargeError';
}

/** There is no dead letter of this id: it was replayed or discarded before. */
export class NoSuchLetterError extends Error {
  override readonly name = 'NoSuchLetterError';
}

/** Redis or PostgreSQL is not where the other one knows it to be: nothing is written until a person has decided. */
export class LostHistoryError extends Error {
  override readonly name = 'LostHistoryError';
}

export interface PutRequest {
  readonly epoch: number;
  readonly updates: readonly BufferUpdate[];
  readonly target: 'dirty' | 'park';
  readonly polled: boolean;
  /** The dead letter that the updates replace. */
  readonly letter?: string;
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
  readonly run: RunBufferScript;
  readonly keys: ShardKeys;
  readonly producer: string;
  readonly maxEntries: number;
  readonly writerWaitMs: number;
  readonly signal: AbortSignal;
  /** Nothing more is accepted once Redis has lost what this producer had put (its last second, or a failover). */
  readonly refusesLoss?: boolean | undefined;
  /** Called when the shard is full: flush sooner. */
  readonly onFull: () => void;
}

interface WaitingPut {
  readonly request: PutRequest;
  /** Its updates. */
  readonly encoded: readonly (readonly string[])[];
  /** By performance.now(). */
  readonly deadline: number;
  /** Refused together with others: goes by itself. */
  readonly isAlone: boolean;
  readonly resolve: (reply: PutReply) => void;
  readonly reject: (error: unknown) => void;
}

/** Updates per script call: enough to make the round trip cheap, few enough not to hold up Redis (about 3 ms). */
export const UPDATES_PER_PUT = 500;

/** The most waiting updates of one channel: about 100 MB of memory. Another caller is refused at once. */
const MAX_WAITING_UPDATES = 50_000;
/** Between two tries of a call, with jitter. */
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 1_000;

/**
 * One producer's way into one shard. Calls go one at a time, each under a number of its own: a call whose reply was
 * lost is asked for again under the same number and is never applied twice. Two in flight could overtake each other
 * when a script has to be sent again, and the numbers would then hide the loss. What comes while a call is in flight
 * waits and goes together in the next one: Redis syncs its file once per call, however many writers there are.
 */
export class PutChannel {
  private readonly options: PutChannelOptions;
  private readonly queue: WaitingPut[] = [];
  /** Updates in the queue. */
  private waitingUpdates = 0;
  private isCalling = false;
  private calls = 0;
  private acceptedSoFar = 0;
  /** A call ended without an answer: what Redis counted since is taken over at the next one. */
  private outcomeUnknown = false;

  constructor(options: PutChannelOptions) {
    this.options = options;
  }

  /** Updates that this producer knows to be accepted; compared with what Redis says, a lost tail shows. */
  get accepted(): number {
    return this.acceptedSoFar;
  }

  /**
   * Buffers updates, all of them or none.
   * @throws BufferFullError, BufferUnavailableError after `writerWaitMs`; BufferFullError at once where too much waits.
   */
  async put(request: PutRequest): Promise<PutReply> {
    if (this.waitingUpdates >= MAX_WAITING_UPDATES) {
      throw this.full(`${this.waitingUpdates} updates wait already`);
    }
    return new Promise((resolve, reject) => {
      const deadline = performance.now() + this.options.writerWaitMs;
      const encoded = request.updates.map(encodeUpdate);
      this.queue.push({ request, encoded, deadline, isAlone: false, resolve, reject });
      this.waitingUpdates += request.updates.length;
      if (!this.isCalling) void this.callUntilEmpty();
    });
  }

  private async callUntilEmpty(): Promise<void> {
    this.isCalling = true;
    while (this.queue.length > 0) {
      const group = this.takeGroup();
      await this.call(group).catch((error: unknown) => {
        for (const { reject } of group) reject(error);
      });
    }
    this.isCalling = false;
  }

  /** The oldest, and those behind it that may go in the same call. */
  private takeGroup(): WaitingPut[] {
    const [first] = this.queue;
    let updates = 0;
    const end = this.queue.findIndex(({ request, isAlone }, i) => {
      updates += request.updates.length;
      return i > 0 && (updates > UPDATES_PER_PUT || isAlone || !goTogether(first!.request, request));
    });
    const size = first!.isAlone ? 1 : end === -1 ? this.queue.length : end;
    const group = this.queue.splice(0, size);
    this.waitingUpdates -= countUpdates(group);
    return group;
  }

  /** Until it is answered, or every put in it has waited long enough; each learns the outcome at its own deadline. */
  private async call(group: readonly WaitingPut[]): Promise<void> {
    const call = this.describe(group, ++this.calls);
    const { signal } = this.options;
    let wasSilent = false;
    for (let attempt = 0; ; attempt++) {
      const reply = await this.attempt(call);
      if (!(reply instanceof Error)) {
        splitReply(reply, group).forEach((own, i) => group[i]!.resolve(own));
        return;
      }
      wasSilent ||= reply instanceof BufferUnavailableError;
      // Refused for good.
      if (group.length === 1 && isFinal(reply)) throw reply;
      // Too many together may still fit one by one.
      const isTooMany = !(reply instanceof BufferUnavailableError) && group.length > 1;
      if (isTooMany) {
        this.queue.unshift(...group.map(alone));
        this.waitingUpdates += countUpdates(group);
      }
      const late = isTooMany
        ? []
        : group.filter(({ deadline }) => signal.aborted || performance.now() > deadline);
      for (const { reject } of late) reject(reply);
      if (isTooMany || late.length === group.length) {
        this.outcomeUnknown ||= wasSilent;
        return;
      }
      const pauseMs = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 16));
      await delay(pauseMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  }

  private async attempt(call: PutCall): Promise<PutReply | PutFailure> {
    try {
      return this.interpret(await put(this.options.run, this.options.keys, call));
    } catch (error: unknown) {
      const failure = classifyRedisFailure(error);
      if (failure === 'full')
        return this.full(
          'Redis has reached maxmemory, which must be raised if flushing frees too little',
          error,
        );
      if (failure === 'unavailable')
        return new BufferUnavailableError('Redis does not answer', { cause: error });
      throw error;
    }
  }

  private interpret(result: PutResult): PutReply | PutFailure {
    if (result.kind === 'other-mode') return { modeChanged: true };
    if (result.kind === 'no-letter') return new NoSuchLetterError('There is no dead letter of this id');
    if (result.kind === 'lost')
      return new LostHistoryError(
        'Redis has lost updates that it had accepted; see the README on lost history',
      );
    if (result.kind === 'too-much')
      return new AmountTooLargeError('More than 2^53 units would wait for one column of one row');
    if (result.kind === 'full') return this.full(`the buffer holds ${this.options.maxEntries} entries`);
    const { accepted, merged, total, stale } = result;
    this.acceptedSoFar = this.outcomeUnknown ? total : this.acceptedSoFar + accepted;
    this.outcomeUnknown = false;
    return { modeChanged: false, accepted, merged, stale };
  }

  private full(reason: string, cause?: unknown): BufferFullError {
    this.options.onFull();
    return new BufferFullError(`The buffer is full: ${reason}`, { cause });
  }

  private describe(group: readonly WaitingPut[], call: number): PutCall {
    const { epoch, target, polled, letter = null } = group[0]!.request;
    const { producer, maxEntries } = this.options;
    const updates = group.flatMap(({ encoded }) => encoded);
    const known = this.options.refusesLoss === true && !this.outcomeUnknown ? this.acceptedSoFar : 0;
    return { epoch, producer, call, maxEntries, target, polled, letter, known, updates };
  }
}

const alone = (waiting: WaitingPut): WaitingPut => ({ ...waiting, isAlone: true });

const countUpdates = (group: readonly WaitingPut[]): number =>
  group.reduce((sum, { request }) => sum + request.updates.length, 0);

const goTogether = (a: PutRequest, b: PutRequest): boolean =>
  a.epoch === b.epoch &&
  a.target === b.target &&
  a.polled === b.polled &&
  a.letter === undefined &&
  b.letter === undefined;

type PutFailure =
  | BufferFullError
  | BufferUnavailableError
  | AmountTooLargeError
  | NoSuchLetterError
  | LostHistoryError;

const isFinal = (failure: PutFailure): boolean =>
  !(failure instanceof BufferFullError || failure instanceof BufferUnavailableError);

/** Each put's own part of the call's reply. Merged updates are not distinguished by Redis: the first put reports them. */
function splitReply(reply: PutReply, group: readonly WaitingPut[]): PutReply[] {
  if (reply.modeChanged || group.length === 1) return group.map(() => reply);
  let from = 0;
  return group.map(({ request }, i) => {
    const to = from + request.updates.length;
    const stale = reply.stale.filter((index) => index >= from && index < to).map((index) => index - from);
    from = to;
    return {
      modeChanged: false,
      accepted: request.updates.length - stale.length,
      merged: i === 0 ? reply.merged : 0,
      stale,
    };
  });
}
