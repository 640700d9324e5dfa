import type { LRUCache } from 'lru-cache';
import type pg from 'pg';
import type { RedisClient } from '../redis/client.ts';
import type { History } from '../redis/history.ts';
import type { RunBufferScript } from '../buffer/scripts.ts';
import type { Config } from '../worker/config/index.ts';
import type { LoginLimit } from './access/LoginLimit.ts';
import type { SharedRun } from './actions/SharedRun.ts';
import type { Figures } from '../domain/figures.ts';
import type { LiveHub } from './live/LiveHub.ts';
import type { LogImporter } from './logs/LogImporter.ts';
import type { EntryReader } from './readers/EntryReader.ts';
import type { HotReader } from './readers/hotPreventers.ts';
import type { PartWatch } from './readers/PartWatch.ts';
import type { PostgresState } from './readers/PostgresReader.ts';
import type { RecentReads } from './readers/RecentReads.ts';
import type { RedisReader } from './readers/RedisReader.ts';
import type { System } from './types.ts';

/** What readers and routers of any server work with, and what they keep from one request to the next. */
export interface Services {
  readonly config: Config;
  readonly system: System;
  readonly redis: RedisClient;
  /** Where applications have their buffers; null: nobody has said. */
  readonly bufferRedis: RedisClient | null;
  readonly history: History;
  readonly postgresState: { read(): Promise<PostgresState> };
  readonly redisState: RedisReader;
  readonly hotReader: HotReader;
  readonly figuresWatch: PartWatch<Figures>;
  readonly liveHub: LiveHub;
  readonly loginLimit: LoginLimit;
  /** The same for all servers of this dashboard. */
  readonly logImporter: LogImporter;
  /** Aborted when the process is to end: a live stream would never end by itself. */
  readonly stopping: AbortController;
}

/** Of a server with a pipeline: its tables, its buffer. */
export interface PipelineServices extends Services {
  readonly pool: pg.Pool;
  readonly run: RunBufferScript;
  readonly entries: EntryReader;
  readonly feedAnswers: RecentReads<TaggedBody>;
  /** The mints of the pages that were read last, by request: most of them will be on the page again. */
  readonly lastFeedPages: LRUCache<string, readonly string[]>;
  readonly checkpointRun: SharedRun;
}

export interface TaggedBody {
  readonly body: string;
  readonly etag: string;
}

export const isPipeline = (services: Services): services is PipelineServices => services.system.pipeline;

/** Set by server/http/chooseServer.ts on every request: the server that its address names. */
export const SERVER_HEADER = 'x-breakwater-server';

/** Next bundles this module once more for its routes; the process has one set of services all the same. */
const holder = globalThis as { breakwater?: readonly Services[] };

/** One for each server; the first where a request names none. */
export function setServices(...services: readonly Services[]): void {
  holder.breakwater = services;
}

export function listServices(): readonly Services[] {
  const { breakwater } = holder;
  if (breakwater === undefined) throw new Error('The web process is started by server/main.ts');
  return breakwater;
}

/** Those of the server that a request is about; without headers, what is the same for all. */
export function getServices(headers?: Headers): Services {
  const all = listServices();
  const name = headers?.get(SERVER_HEADER) ?? null;
  return all.find(({ system }) => system.server === name) ?? all[0]!;
}
