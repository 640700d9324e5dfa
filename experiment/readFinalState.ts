import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { RedisClient } from '../redis/client.ts';
import { QUEUE_PREFIX, SETTINGS_KEY } from '../redis/keys.ts';
import { shardKeys } from '../buffer/keys.ts';
import { sumOf } from './metricsText.ts';
import { readMetrics } from './readCounts.ts';
import type { FinalState } from '../domain/experiment.ts';

const PATIENCE_MS = 120_000;
/** BullMQ's lists and sets of jobs that are not done. */
const OPEN_STATES = ['wait', 'active', 'delayed', 'paused', 'prioritized'];
const EVENT_QUEUES = ['events', 'enrichment'];
const JOB_QUEUES = ['market-data', 'holder-count', 'hot-score', 'redis-sync'];

/** Waits until everything that was emitted is written: jobs done, buffer drained by a switch to `direct`. */
export async function settle(redis: RedisClient, metricsUrl: string): Promise<void> {
  await waitUntil('its jobs are done', async () => (await countOpenJobs(redis)) === 0);
  await redis.hset(SETTINGS_KEY, 'strategy', 'direct');
  const { dirty } = shardKeys(0);
  await waitUntil('its buffer is empty', async () => {
    const metrics = await readMetrics(metricsUrl);
    const strategies = metrics.get('breakwater_write_strategy') ?? [];
    const active = strategies.find(({ value }) => value === 1)?.labels['strategy'];
    return active === 'direct' && (await redis.zcard(dirty)) === 0;
  });
  // The ledger is looked at once a second.
  await delay(1_500);
}

/**
 * Tokens with everything that does not hold a moment: orders are drawn from the clock, a hot score is counted from now.
 * Numbers are compared by value.
 */
const CHECKSUM = `
select count(*)::integer as tokens, coalesce(sum(hashtextextended(row(
    mint, name, symbol, uri, creator, bonding_curve, trim_scale(total_supply), trim_scale(initial_buy_sol),
    trim_scale(initial_market_cap_sol), created_at, discovered_via, announced, trim_scale(market_cap_usd),
    trim_scale(price_usd), trim_scale(volume_24h), trim_scale(volume_24h_sol), trim_scale(price_change_24h),
    tx_count_24h, status, pool_address, pool_type, pool_created_at, holder_count, metadata
  )::text, 0)::numeric), 0)::text as checksum
from token_current`;

export async function readFinalState(client: pg.Client, metricsUrl: string): Promise<FinalState> {
  const { rows } = await client.query<{ tokens: number; checksum: string }>(CHECKSUM);
  const metrics = await readMetrics(metricsUrl);
  return {
    ...rows[0]!,
    ledgerImbalance: sumOf(metrics, 'breakwater_buffer_ledger_imbalance'),
    parked: sumOf(metrics, 'breakwater_buffer_parked_entries'),
    dead: sumOf(metrics, 'breakwater_buffer_dead_entries'),
  };
}

/** A scheduled job always has its next run delayed. */
async function countOpenJobs(redis: RedisClient): Promise<number> {
  const pipeline = redis.pipeline();
  const count = (queue: string, state: string): void => {
    const key = `${QUEUE_PREFIX}:${queue}:${state}`;
    if (state === 'delayed' || state === 'prioritized') pipeline.zcard(key);
    else pipeline.llen(key);
  };
  for (const queue of EVENT_QUEUES) for (const state of OPEN_STATES) count(queue, state);
  for (const queue of JOB_QUEUES) count(queue, 'active');
  const replies = (await pipeline.exec()) ?? [];
  return replies.reduce((sum, [error, value]) => {
    if (error) throw error;
    return sum + Number(value);
  }, 0);
}

async function waitUntil(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline)
      throw new Error(`The worker does not come to rest: waited until ${what}`);
    await delay(100);
  }
}
