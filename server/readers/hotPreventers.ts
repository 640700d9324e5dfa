import type pg from 'pg';
import type { HotAnswer } from '../../domain/hot.ts';
import { readHotReport } from '../../observer/readHotReport.ts';
import type { RedisClient } from '../../redis/client.ts';
import { readHotAnswer } from '../../redis/hotAnswer.ts';
import { fromPostgres, fromRedis } from '../unavailable.ts';

/** Ms: what was read is answered until then, to all who ask. */
const KEPT_MS = 15_000;

/** Answers what keeps updates from being HOT; null where nobody has read it yet. */
export interface HotReader {
  /** @throws UnavailableError */
  read(): Promise<HotAnswer | null>;
}

/** For the pipeline's own server. */
export class OwnHotReader implements HotReader {
  private readonly pool: pg.Pool;
  private last: { readonly beganAt: number; readonly answer: Promise<HotAnswer> } | null = null;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  read(): Promise<HotAnswer> {
    const now = performance.now();
    if (this.last !== null && now - this.last.beganAt < KEPT_MS) return this.last.answer;
    const begun = { beganAt: now, answer: fromPostgres(readHotReport(this.pool)) };
    this.last = begun;
    begun.answer.catch(() => {
      if (this.last === begun) this.last = null;
    });
    return begun.answer;
  }
}

/** For a watched server: its watcher's report. */
export class WatchedHotReader implements HotReader {
  private readonly redis: RedisClient;
  private readonly name: string;

  constructor(redis: RedisClient, name: string) {
    this.redis = redis;
    this.name = name;
  }

  read(): Promise<HotAnswer | null> {
    return fromRedis(readHotAnswer(this.redis, this.name));
  }
}
