import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, test } from '@playwright/test';
import { SETTINGS_KEY } from '../../../redis/keys.ts';
import { readRunFile } from '../../../scripts/launch/embedded/runFile.ts';
import type { StrategyName } from '../../../domain/strategies.ts';
import type { Lane } from './lanes.ts';

/**
 * Where a lane finds the data directory of its system: startBreakwater sets it, and Playwright's workers inherit it.
 * `failing` reads the one that nobody changes.
 */
export const SYSTEM_VARIABLES: Readonly<Record<Lane, string>> = {
  reading: 'BREAKWATER_E2E_READING',
  switching: 'BREAKWATER_E2E_SWITCHING',
  failing: 'BREAKWATER_E2E_READING',
};

/** Holds run.json and the experiments of the lane's system. */
export const systemDir = (): string => process.env[SYSTEM_VARIABLES[test.info().project.name as Lane]]!;

/** Addresses of the lane's system. */
export interface Running {
  readonly dashboardUrl: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

export const readRunning = (): Running => readRunFile(systemDir()) as Running;

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

/** As `npm run strategy` asks for it; resolves once it is active. */
export async function ensureStrategy(strategy: StrategyName): Promise<void> {
  const redis = new Redis(readRunning().redisUrl);
  try {
    await redis.hset(SETTINGS_KEY, 'strategy', strategy);
  } finally {
    redis.disconnect();
  }
  await expect.poll(readStrategy).toBe(strategy);
}
