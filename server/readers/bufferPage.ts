import { type TokenEntry, toTokenEntry } from '../../domain/tokenEntry.ts';
import { readTokenRows } from '../../db/statements/readTokens.ts';
import type { TokenView } from '../../domain/tokenColumns.ts';
import { readDeadLetters } from '../../buffer/deadLetters.ts';
import { schedulesKey, SYNC_QUEUE } from '../../redis/keys.ts';
import { type ShardKeys } from '../../buffer/keys.ts';
import { fromPostgres, fromRedis, UnavailableError } from '../unavailable.ts';
import type { PipelineServices } from '../services.ts';
import type { BufferPage, DeadRow, ParkedEntry, WaitingEntry } from '../types.ts';
import { countMembers, listShardKeys, readShardCount } from './shards.ts';

interface Mark {
  readonly mint: string;
  /** µs. */
  readonly score: number;
}

/** Reads the waiting, the parked and the dead entries; the `limit` oldest of each. */
export async function readBufferPage(services: PipelineServices, limit: number): Promise<BufferPage> {
  const shards = listShardKeys(await readShardCount(services.redis));
  const [counts, nextSyncAt, waiting, parked, dead] = await Promise.all([
    readCounts(services, shards),
    readNextSync(services),
    readWaiting(services, shards, limit),
    readParked(services, shards, limit),
    readDead(services, shards, limit),
  ]);
  return { counts, nextSyncAt, waiting, parked, dead };
}

async function readNextSync({ redis }: PipelineServices): Promise<number | null> {
  const at = await fromRedis(redis.zscore(schedulesKey(SYNC_QUEUE), SYNC_QUEUE));
  return at === null ? null : Number(at);
}

async function readCounts(
  { redis }: PipelineServices,
  shards: readonly ShardKeys[],
): Promise<BufferPage['counts']> {
  const [waiting, parked, dead] = await Promise.all(
    (['dirty', 'park', 'dead'] as const).map((set) =>
      countMembers(
        redis,
        shards.map((keys) => keys[set]),
      ),
    ),
  );
  return { waiting: waiting!, parked: parked!, dead: dead! };
}

async function readWaiting(
  services: PipelineServices,
  shards: readonly ShardKeys[],
  limit: number,
): Promise<WaitingEntry[]> {
  const keys = shards.map(({ dirty }) => dirty);
  const mints = (await readMarks(services, keys, limit)).map(({ mint }) => mint);
  const { entries } = await services.entries.read(mints);
  return mints.flatMap((mint) => toWaiting(entries.get(mint)) ?? []);
}

/** The park is sorted by the next try; the oldest are found among the next ones to be tried. */
async function readParked(
  services: PipelineServices,
  shards: readonly ShardKeys[],
  limit: number,
): Promise<ParkedEntry[]> {
  const keys = shards.map(({ park }) => park);
  const marks = await readMarks(services, keys, limit);
  const { entries } = await services.entries.read(marks.map(({ mint }) => mint));
  const parked = marks.flatMap(({ mint, score }) => {
    const entry = entries.get(mint);
    const waiting = toWaiting(entry);
    if (entry === undefined || waiting === null) return [];
    return [{ ...waiting, attempts: entry.attempts, nextTryAt: Math.floor(score / 1_000) }];
  });
  return parked.sort((a, b) => a.dirtySince - b.dirtySince);
}

async function readDead(
  services: PipelineServices,
  shards: readonly ShardKeys[],
  limit: number,
): Promise<DeadRow[]> {
  const read = shards.map((keys) => readDeadLetters(services.redis, keys, limit));
  const all = (await fromRedis(Promise.all(read))).flat();
  const letters = all
    .sort((a, b) => a.diedAt.localeCompare(b.diedAt))
    .slice(0, limit)
    .map((letter) => ({ ...letter, entry: toTokenEntry(letter.entry) }));
  // A letter may be dead because PostgreSQL cannot hold its very mint.
  const mints = letters.map(({ entry }) => entry.mint).filter((mint) => !mint.includes('\0'));
  const views = mints.length === 0 ? new Map<string, TokenView>() : await readViews(services, mints);
  return letters.map(({ id, code, reason, diedAt, entry }) => ({
    id,
    mint: entry.mint,
    code,
    reason,
    diedAt: Date.parse(diedAt),
    payload: toColumns(entry),
    current: views === null ? 'not-known' : (views.get(entry.mint) ?? null),
  }));
}

/** The rows of these mints; null while PostgreSQL is away: all the rest of the page is in Redis. */
async function readViews(
  { pool }: PipelineServices,
  mints: readonly string[],
): Promise<Map<string, TokenView> | null> {
  try {
    const rows = await fromPostgres(readTokenRows(pool, mints));
    return new Map(rows.map(({ orders: _orders, ...view }) => [view.mint, view]));
  } catch (error: unknown) {
    if (error instanceof UnavailableError) return null;
    throw error;
  }
}

/** The lowest marks of these sorted sets together. */
async function readMarks(
  { redis }: PipelineServices,
  keys: readonly string[],
  limit: number,
): Promise<Mark[]> {
  const read = keys.map((key) => redis.zrange(key, 0, String(limit - 1), 'WITHSCORES'));
  const replies = (await fromRedis(Promise.all(read))) as readonly (readonly (string | number)[])[];
  const marks = replies.flatMap((reply) => toMarks(reply.flat()));
  return marks.sort((a, b) => a.score - b.score).slice(0, limit);
}

function toMarks(flat: readonly (string | number)[]): Mark[] {
  const marks: Mark[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2)
    marks.push({ mint: String(flat[i]), score: Number(flat[i + 1]) });
  return marks;
}

/** Null where it was written or moved since its mark was read. */
function toWaiting(entry: TokenEntry | undefined): WaitingEntry | null {
  if (entry === undefined) return null;
  const dirtySince = Math.floor(entry.dirtySince / 1_000);
  return { mint: entry.mint, dirtySince, updates: entry.updates, columns: toColumns(entry) };
}

function toColumns({ columns: { mint: _mint, orders: _orders, ...columns } }: TokenEntry) {
  return columns;
}
