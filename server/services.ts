import type { LRUCache } from 'lru-cache';
import type pg from 'pg';
import type { RedisClient } from '../redis/client.ts';
import type { History } from '../redis/history.ts';
import type { RunBufferScript } from '../buffer/scripts.ts';
import type { Config } from '../worker/config/index.ts';
import type { LoginLimit } from './access/LoginLimit.ts';
import type { SharedRun } from './actions/SharedRun.ts';
import type { Figures } from './figureTypes.ts';
import type { LiveHub } from './live/LiveHub.ts';
import type { EntryReader } from './readers/EntryReader.ts';
import type { PartWatch } from './readers/PartWatch.ts';
import type { PostgresReader } from './readers/PostgresReader.ts';
import type { RecentReads } from './readers/RecentReads.ts';
import type { RedisReader } from './readers/RedisReader.ts';

/** What readers and routers work with, and what they keep from one request to the next. */
export interface Services {
  readonly config: Config;
  readonly pool: pg.Pool;
  readonly redis: RedisClient;
  readonly run: RunBufferScript;
  readonly history: History;
  readonly postgresState: PostgresReader;
  readonly redisState: RedisReader;
  readonly entries: EntryReader;
  readonly figuresWatch: PartWatch<Figures>;
  readonly liveHub: LiveHub;
  readonly feedAnswers: RecentReads<TaggedBody>;
  /** The mints of the pages that were read last, by request: most of them will be on the page again. */
  readonly lastFeedPages: LRUCache<string, readonly string[]>;
  readonly loginLimit: LoginLimit;
  readonly checkpointRun: SharedRun;
  /** Aborted when the process is to end: a live stream would never end by itself. */
  readonly stopping: AbortController;
}

export interface TaggedBody {
  readonly body: string;
  readonly etag: string;
}

/** Next bundles this module once more for its routes; the process has one set of services all the same. */
const holder = globalThis as { breakwater?: Services };

export function setServices(services: Services): void {
  holder.breakwater = services;
}

export function getServices(): Services {
  const { breakwater } = holder;
  if (breakwater === undefined) throw new Error('The web process is started by server/main.ts');
  return breakwater;
}
