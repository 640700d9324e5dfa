import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { ListedCheckpoint } from '../domain/checkpoints.ts';
import { type ImportedLog, IMPORTS_KEPT_DAYS, type LogImport, MAX_IMPORTS } from '../domain/logImports.ts';
import type { RedisClient } from './client.ts';
import { LOG_IMPORTS_KEY, logImportKey } from './keys.ts';

const compress = promisify(gzip);
const uncompress = promisify(gunzip);
const KEPT_MS = IMPORTS_KEPT_DAYS * 24 * 3_600_000;

/** Writes imports together: all of them are there, or none. What is too old or too many gives way. */
export async function writeLogImports(redis: RedisClient, logs: readonly ImportedLog[]): Promise<void> {
  const kept = await readKept(redis);
  const packed = await Promise.all(logs.map(({ records }) => compress(JSON.stringify(records))));
  const ids = new Set(logs.map(({ about }) => about.id));
  const others = kept.filter(({ id }) => !ids.has(id));
  const gone = others.filter(
    ({ importedAt }, place) =>
      place >= MAX_IMPORTS - logs.length || importedAt < logs[0]!.about.importedAt - KEPT_MS,
  );
  const change = redis.multi();
  for (const { id } of gone) change.hdel(LOG_IMPORTS_KEY, id).del(logImportKey(id));
  for (const [place, { about }] of logs.entries()) {
    change.hset(LOG_IMPORTS_KEY, about.id, JSON.stringify(about));
    change.set(logImportKey(about.id), packed[place]!, 'PX', KEPT_MS);
  }
  const failure = (await change.exec())?.find(([error]) => error !== null)?.[0];
  if (failure !== undefined && failure !== null) throw failure;
}

/** Newest first; those whose records have expired are left out. */
export async function readLogImports(redis: RedisClient, now: number): Promise<readonly LogImport[]> {
  return (await readKept(redis)).filter(({ importedAt }) => importedAt >= now - KEPT_MS);
}

/** Newest first; null where there is no such import. */
export async function readLogRecords(
  redis: RedisClient,
  id: string,
): Promise<readonly ListedCheckpoint[] | null> {
  const packed = await redis.getBuffer(logImportKey(id));
  if (packed === null) return null;
  return JSON.parse((await uncompress(packed)).toString()) as readonly ListedCheckpoint[];
}

/** False: there was none. */
export async function deleteLogImport(redis: RedisClient, id: string): Promise<boolean> {
  await redis.del(logImportKey(id));
  return (await redis.hdel(LOG_IMPORTS_KEY, id)) > 0;
}

async function readKept(redis: RedisClient): Promise<readonly LogImport[]> {
  const texts = Object.values(await redis.hgetall(LOG_IMPORTS_KEY));
  return texts.map((text) => JSON.parse(text) as LogImport).toSorted((a, b) => b.importedAt - a.importedAt);
}
