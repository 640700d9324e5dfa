import { Redis } from 'ioredis';
import pg from 'pg';
import { expect } from '@playwright/test';
import { SETTINGS_KEY } from '../../../redis/keys.ts';
import { readRunFile } from '../../../scripts/launch/embedded/runFile.ts';
import type { StrategyName } from '../../../domain/strategies.ts';

/** Addresses of the system that startBreakwater started. */
export interface Running {
  readonly dashboardUrl: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

export const readRunning = (): Running => readRunFile(process.env['BREAKWATER_E2E']!) as Running;

export const url = (path: string): string => readRunning().dashboardUrl + path;

/** Rows as PostgreSQL has them, past everything that buffers. */
export async function query<Row extends pg.QueryResultRow>(
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const client = new pg.Client(readRunning().databaseUrl);
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

export async function readStrategy(): Promise<string> {
  const [mode] = await query<{ strategy: string }>('select strategy from write_mode');
  return mode!.strategy;
}

/** As `npm run strategy` asks for it; resolves once it is in force. */
export async function ensureStrategy(strategy: StrategyName): Promise<void> {
  const redis = new Redis(readRunning().redisUrl);
  try {
    await redis.hset(SETTINGS_KEY, 'strategy', strategy);
  } finally {
    redis.disconnect();
  }
  await expect.poll(readStrategy).toBe(strategy);
}
