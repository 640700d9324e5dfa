import { FEED_SORTS, type FeedSort } from '../../domain/feedSorts.ts';
import { Agent, get } from 'node:http';
import { createPool } from '../../db/pool.ts';
import { readFeed } from '../../db/statements/readFeed.ts';
import { quantileOf } from '../../domain/statistics.ts';
import { callAtRate, type Rate } from './callAtRate.ts';
import type { Dashboard } from './startDashboard.ts';

const LIMIT = 50;
const CONNECTIONS = 10;
const WARM_UP: Rate = { perSecond: 50, seconds: 3 };

/** Times in ms: over HTTP, and of only the page's own SQL. */
export interface FeedMeasurement {
  readonly sort: FeedSort;
  readonly requests: number;
  readonly http: Quantiles;
  readonly sql: Quantiles;
}

export interface Quantiles {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

/** The first page of each order at a fixed rate, over HTTP and then by SQL only, on as many connections. */
export async function measureFeed(
  dashboard: Dashboard,
  rate: Rate,
  say: (line: string) => void,
): Promise<readonly FeedMeasurement[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const pool = createPool({
    databaseUrl: dashboard.databaseUrl,
    applicationName: 'breakwater check',
    maxConnections: CONNECTIONS,
    onConnectionError: () => undefined,
  });
  const measured: FeedMeasurement[] = [];
  try {
    for (const sort of FEED_SORTS) {
      const url = `${dashboard.url}/api/warp-pipes/feed?limit=${LIMIT}&sort=${sort}`;
      const readPage = () => getWhole(url, agent);
      const readRows = () => readFeed(pool, { order: sort, limit: LIMIT + 1, after: null, search: null });
      await callAtRate(readPage, WARM_UP);
      const http = await callAtRate(readPage, rate);
      await callAtRate(readRows, WARM_UP);
      const sql = await callAtRate(readRows, rate);
      measured.push({ sort, requests: http.length, http: summarize(http), sql: summarize(sql) });
      say(
        `feed ${sort}: p99 ${measured.at(-1)!.http.p99Ms.toFixed(1)} ms, only its SQL ${measured.at(-1)!.sql.p99Ms.toFixed(1)} ms`,
      );
    }
  } finally {
    agent.destroy();
    await pool.end();
  }
  return measured;
}

function summarize(sorted: readonly number[]): Quantiles {
  return {
    p50Ms: quantileOf(sorted, 0.5),
    p99Ms: quantileOf(sorted, 0.99),
    mostMs: sorted.at(-1) ?? Number.NaN,
  };
}

/** @throws Error where the answer is not 200. */
function getWhole(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume();
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${url} answered ${response.statusCode}`));
      });
    }).on('error', reject);
  });
}
