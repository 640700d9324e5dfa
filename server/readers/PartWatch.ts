import { setTimeout as delay } from 'node:timers/promises';
import { readFailureCode } from '../unavailable.ts';

/** A part that has not answered for this long does not respond. */
export const ANSWER_MS = 2_000;
/** Nobody waits longer for a part that has answered before: its last answer is at hand. */
const PATIENCE_MS = 500;

/** The state of a part: its last answer, and since when no other came. */
export interface PartLook<Answer> {
  /** Null where it never answered. */
  readonly last: Answer | null;
  /** Ms since the epoch: when the last answer came. */
  readonly answeredAt: number | null;
  readonly responds: boolean;
  /** Why it does not respond; null where it does, or where nothing came back at all. */
  readonly failure: unknown;
  /** SQLSTATE or the system's code; null while it responds. */
  readonly code: string | null;
}

/**
 * Asks one part at a time and never twice at once, so that a server that is frozen holds one read and delays nobody: the
 * other parts are judged by their own answers.
 */
export class PartWatch<Answer> {
  private asked: { readonly at: number; readonly end: Promise<void> } | null = null;
  private last: Answer | null = null;
  private answeredAt: number | null = null;
  private failure: { readonly error: unknown } | null = null;

  /** Never rejects, and takes `ANSWER_MS` at most. */
  async look(ask: () => Promise<Answer>): Promise<PartLook<Answer>> {
    this.asked ??= { at: performance.now(), end: this.run(ask).finally(() => (this.asked = null)) };
    const { at, end } = this.asked;
    const left = at + ANSWER_MS - performance.now();
    const patience = this.answeredAt === null && this.failure === null ? left : Math.min(left, PATIENCE_MS);
    if (patience > 0) await waitFor(end, patience);
    return this.describe();
  }

  private describe(): PartLook<Answer> {
    const { last, answeredAt, failure } = this;
    const isLate = this.asked !== null && performance.now() - this.asked.at >= ANSWER_MS;
    const responds = failure === null && !isLate && answeredAt !== null;
    const code = responds ? null : failure === null ? 'no answer' : readFailureCode(failure.error);
    return { last, answeredAt, responds, failure: failure?.error ?? null, code };
  }

  private async run(ask: () => Promise<Answer>): Promise<void> {
    try {
      this.last = await ask();
      this.answeredAt = Date.now();
      this.failure = null;
    } catch (error: unknown) {
      this.failure = { error };
    }
  }
}

async function waitFor(end: Promise<void>, ms: number): Promise<void> {
  const enough = new AbortController();
  await Promise.race([end, delay(ms, undefined, { signal: enough.signal }).catch(() => undefined)]);
  enough.abort();
}
