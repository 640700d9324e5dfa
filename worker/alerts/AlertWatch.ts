import type { Logger } from 'pino';
import { ALERT_NAMES, type AlertName, ALERTS } from '../../domain/alerts.ts';
import { backoffMs } from '../../machine/abortableDelay.ts';
import type { RedisClient } from '../../redis/client.ts';
import { createMessage, type AlertState } from './message.ts';
import type { Judgement } from './judgement.ts';
import type { Webhook } from '../config/webhook.ts';
import { sendWebhook } from './sendWebhook.ts';

const HOUR_MS = 3_600_000;
/** One that still fires is said again so often. */
const REPEAT_MS = 6 * HOUR_MS;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

export interface AlertWatchOptions {
  readonly webhook: Webhook;
  readonly redis: RedisClient;
  /** Hash: what is known of each alert that fires or is about to. */
  readonly key: string;
  /** As messages call the server. */
  readonly server: string;
  /** The page of the server; null: not known. */
  readonly link: string | null;
  readonly logger: Logger;
  /** Gives up a message that is under way. */
  readonly stopping: AbortSignal;
}

/** Absent: no such alert is about this server. */
export type Judgements = Readonly<Partial<Record<AlertName, Judgement>>>;

/**
 * Takes the judgements of one server's alerts, and posts what changed. An alert is pending while its condition holds and
 * firing once it has held long enough; that it fires is said once, and again after six hours, and then that it is over.
 * What was posted is kept in Redis: a restart posts it again only where it came between a message and its answer. Nothing
 * waits for the other end.
 */
export class AlertWatch {
  private readonly options: AlertWatchOptions;
  private states: Map<AlertName, AlertState> | null = null;
  private sending: Promise<void> | null = null;
  private attempts = 0;
  private retryAt = 0;

  constructor(options: AlertWatchOptions) {
    this.options = options;
  }

  /** @throws what Redis throws: then nothing is said, and the next call goes on. */
  async see(judged: Judgements, now: number): Promise<void> {
    this.states ??= await this.resume();
    for (const name of ALERT_NAMES) {
      const judgement = judged[name];
      if (judgement !== undefined) await this.judge(name, judgement, now);
    }
    this.send(now);
  }

  /** The next call begins with what Redis has. */
  forget(): void {
    this.states = null;
  }

  /** The message that is under way comes to its end. */
  async stop(): Promise<void> {
    await this.sending;
  }

  private async resume(): Promise<Map<AlertName, AlertState>> {
    const { redis, key } = this.options;
    const kept = await redis.hgetall(key);
    return new Map(
      ALERT_NAMES.flatMap((name) => {
        const state = parseState(kept[name]);
        // Whether a condition went on to hold while nobody looked is not known: what only began to hold begins again.
        return state?.isFiring === true ? [[name, state] as const] : [];
      }),
    );
  }

  private async judge(name: AlertName, { holds, value, threshold }: Judgement, now: number): Promise<void> {
    const known = this.states!.get(name);
    if (holds === null || (!holds && known === undefined)) return;
    if (!holds) {
      // No message said that it fired: none need say that it is over.
      if (known!.saidAt === null) return this.keep(name, null);
      if (known!.endedAt === null) await this.keep(name, { ...known!, endedAt: now });
      return;
    }
    const state = known ?? { since: now, isFiring: false, saidAt: null, endedAt: null, value, threshold };
    const isFiring = state.isFiring || now - state.since >= ALERTS[name].holdSeconds * 1_000;
    const next = { ...state, isFiring, endedAt: null, value, threshold };
    const isNews = known === undefined || known.isFiring !== isFiring || known.endedAt !== null;
    if (isNews) await this.keep(name, next);
    else this.states!.set(name, next);
  }

  private send(now: number): void {
    if (this.sending !== null || now < this.retryAt) return;
    const due = [...this.states!].find(([, state]) => isDue(state, now));
    if (due === undefined) return;
    this.sending = this.post(...due, now).finally(() => {
      this.sending = null;
    });
  }

  private async post(name: AlertName, state: AlertState, now: number): Promise<void> {
    const { webhook, logger, server, link, stopping } = this.options;
    const failure = await sendWebhook(webhook, createMessage(name, state, { server, link }), stopping);
    if (failure !== null) {
      if (this.attempts === 0)
        logger.warn({ alert: name, reason: failure }, 'The webhook failed; trying again');
      this.retryAt = now + backoffMs(this.attempts++, FIRST_RETRY_MS, MAX_RETRY_MS);
      return;
    }
    this.attempts = 0;
    const latest = this.states?.get(name);
    try {
      // It may have begun again while the message was under way: then that is said next.
      if (state.endedAt !== null && latest?.endedAt !== null) await this.keep(name, null);
      else if (latest !== undefined) {
        await this.keep(name, { ...latest, saidAt: state.endedAt === null ? now : null });
      }
    } catch (error: unknown) {
      logger.debug({ err: error }, 'What was said is not kept');
    }
  }

  private async keep(name: AlertName, state: AlertState | null): Promise<void> {
    const { redis, key } = this.options;
    if (state === null) {
      this.states?.delete(name);
      await redis.hdel(key, name);
    } else {
      this.states?.set(name, state);
      await redis.hset(key, name, JSON.stringify(state));
    }
  }
}

/** Null where Redis holds none, or what is none. */
function parseState(text: string | undefined): AlertState | null {
  if (text === undefined) return null;
  try {
    const state = JSON.parse(text) as AlertState | null;
    return Number.isFinite(state?.since) ? state : null;
  } catch {
    return null;
  }
}

function isDue({ isFiring, saidAt, endedAt }: AlertState, now: number): boolean {
  if (endedAt !== null) return true;
  return isFiring && (saidAt === null || now - saidAt >= REPEAT_MS);
}
