import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cluster, Redis } from 'ioredis';
import { type BufferEntry, decodeEntry } from './entry.ts';
import { ORDER_KEY, type ShardKeys } from './keys.ts';
import { loadScripts, type RunScript, runScripts } from './luaScripts.ts';

const NAMES = [
  'put',
  'read',
  'read_entries',
  'ack',
  'settle',
  'begin',
  'park',
  'bury',
  'discard',
  'set_mode',
  'ledger',
  'draw_order',
  'fill_cache',
] as const;
export type RunBufferScript = RunScript<(typeof NAMES)[number]>;

// Not new URL(…, import.meta.url): a bundler takes that for an asset.
const SCRIPTS = loadScripts(join(dirname(fileURLToPath(import.meta.url)), 'lua'), NAMES);

/** Runs the buffer's scripts; the functions below know what each takes and returns. */
export const createBufferRunner = (client: Redis | Cluster): RunBufferScript => runScripts(client, SCRIPTS);

type Reply = readonly [head: string, ...entries: (readonly string[])[]];
const decodeAll = (entries: readonly (readonly string[])[]): BufferEntry[] =>
  entries.map(([key, ...pairs]) => decodeEntry(key!, pairs));
const toVersions = (entries: readonly BufferEntry[]): string[] =>
  entries.flatMap(({ key, version }) => [key, version]);

export interface PutCall {
  readonly epoch: number;
  readonly producer: string;
  /** Counted by the producer: a call that is repeated under its number is not applied twice. */
  readonly call: number;
  /** Most entries the shard may hold. */
  readonly maxEntries: number;
  readonly target: 'dirty' | 'park';
  /** Overtaken by what was skipped since, they are stale and not accepted. */
  readonly polled: boolean;
  /** Updates of this producer that Redis is known to have accepted; 0 where a loss of them does not matter. */
  readonly known: number;
  /** The dead letter that the updates replace; nothing is accepted where it is gone. */
  readonly letter: string | null;
  /** Each by encodeUpdate. */
  readonly updates: readonly (readonly string[])[];
}

export type PutResult =
  | { readonly kind: 'other-mode' }
  | { readonly kind: 'full' }
  /** A sum would pass ±(2^53 − 1). */
  | { readonly kind: 'too-much' }
  | { readonly kind: 'no-letter' }
  /** Redis has forgotten updates of this producer that it had accepted. */
  | { readonly kind: 'lost' }
  | {
      readonly kind: 'accepted';
      readonly accepted: number;
      readonly merged: number;
      /** From this producer so far. */
      readonly total: number;
      /** Indices of stale updates. */
      readonly stale: readonly number[];
    };

/** In the order of put.lua's statuses, from -1. */
const REFUSALS: readonly PutResult[] = [
  { kind: 'other-mode' },
  { kind: 'other-mode' },
  { kind: 'full' },
  { kind: 'too-much' },
  { kind: 'no-letter' },
  { kind: 'lost' },
];

/** Buffers updates: all of them, or none. */
export async function put(run: RunBufferScript, keys: ShardKeys, call: PutCall): Promise<PutResult> {
  const { epoch, producer, maxEntries, target, polled, updates, letter, known } = call;
  const flags = [target, polled ? '1' : '0', updates.length, letter ?? '', known];
  const head = [epoch, producer, call.call, maxEntries, ...flags].map(String);
  const { meta, dirty, park: parked, entryPrefix, idPrefix, dead, deadPrefix } = keys;
  const reply = await run(
    'put',
    [meta, dirty, parked, entryPrefix, idPrefix, dead, deadPrefix],
    head.concat(...updates),
  );
  const [status, accepted = 0, merged = 0, total = 0, ...stale] = reply as number[];
  if (status! < 0) return REFUSALS[-status! - 1]!;
  return { kind: 'accepted', accepted, merged, total, stale };
}

export interface EntriesRead {
  /** Redis' clock, µs, as text. */
  readonly readAt: string;
  readonly entries: readonly BufferEntry[];
}

/** The entries to be flushed next. `bound`: dirty since at the latest, µs, `(` in front for before; '' for now. */
export async function readNext(
  run: RunBufferScript,
  { dirty, park: parked, entryPrefix, meta }: ShardKeys,
  { limit, bound }: { readonly limit: number; readonly bound: string },
): Promise<NextEntries> {
  const [head, ...entries] = (await run('read', [dirty, parked, entryPrefix, meta], [limit, bound])) as Reply;
  const [readAt = '', acknowledgedEpoch, accepted] = head.split(' ');
  return {
    readAt,
    entries: decodeAll(entries),
    acknowledgedEpoch: Number(acknowledgedEpoch),
    accepted: Number(accepted),
  };
}

/** Entries together with what Redis knew when they were read. */
export interface NextEntries extends EntriesRead {
  /** The newest record that was settled; -1 where none ever was. */
  readonly acknowledgedEpoch: number;
  /** Updates, by the whole shard. */
  readonly accepted: number;
}

/** Reads what waits for these rows, whether dirty or parked, and how many entries had been acknowledged by then. */
export async function readWaiting(
  run: RunBufferScript,
  { meta, entryPrefix }: ShardKeys,
  rows: readonly string[],
): Promise<{
  readonly acknowledged: string;
  readonly acknowledgedEpoch: number;
  readonly entries: readonly BufferEntry[];
}> {
  const [head, ...entries] = (await run('read_entries', [meta, entryPrefix], rows)) as Reply;
  const [acknowledged = '', epoch] = head.split(' ');
  return { acknowledged, acknowledgedEpoch: Number(epoch), entries: decodeAll(entries) };
}

export type Settled =
  | { readonly kind: 'settled'; readonly buried: number }
  /** Another record is due: the one of the next epoch. */
  | { readonly kind: 'out-of-turn'; readonly acknowledgedEpoch: number }
  /** Redis has lost what the record's flush had read. */
  | { readonly kind: 'lost' };

/** Does in Redis what a record of PostgreSQL says, once for each. */
export async function settle(
  run: RunBufferScript,
  { meta, dirty, park: parked, entryPrefix, dead, deadPrefix }: ShardKeys,
  { epoch, record }: { readonly epoch: number; readonly record: string },
): Promise<Settled> {
  const keys = [meta, dirty, parked, entryPrefix, dead, deadPrefix];
  const [status, first = 0, second = 0] = (await run('settle', keys, [epoch, record])) as number[];
  if (status === 1) return { kind: 'settled', buried: second };
  return status === 0 ? { kind: 'out-of-turn', acknowledgedEpoch: first } : { kind: 'lost' };
}

/** The epoch that Redis has acknowledged, -1 for none. */
export async function readAcknowledged(
  run: RunBufferScript,
  { meta }: ShardKeys,
  { begin = false, decided = '' }: { readonly begin?: boolean; readonly decided?: number | '' } = {},
): Promise<{ readonly epoch: number; readonly accepted: number }> {
  const [epoch = -1, accepted = 0] = (await run('begin', [meta], [begin ? '1' : '0', decided])) as number[];
  return { epoch, accepted };
}

/** Gives up entries that were written, unless they have changed since they were read. `skippedOrder`: the newest order that was left unwritten, or 0. */
export async function acknowledge(
  run: RunBufferScript,
  { meta, dirty, park: parked, entryPrefix, cachePrefix, leasePrefix }: ShardKeys,
  { readAt, entries, skippedOrder }: EntriesRead & { readonly skippedOrder: number },
): Promise<void> {
  const keys = [meta, dirty, parked, entryPrefix, cachePrefix, leasePrefix];
  await run('ack', keys, [readAt, skippedOrder, ...toVersions(entries)]);
}

/** Parks entries whose row is missing: the first delay, doubled at each try up to the longest. */
export async function park(
  run: RunBufferScript,
  keys: ShardKeys,
  {
    readAt,
    entries,
    firstMs,
    longestMs,
  }: EntriesRead & { readonly firstMs: number; readonly longestMs: number },
): Promise<void> {
  const args = [readAt, firstMs * 1_000, longestMs * 1_000, ...toVersions(entries)];
  await run('park', [keys.dirty, keys.park, keys.entryPrefix], args);
}

/** Makes a dead letter of an entry that PostgreSQL refuses. False where it has changed since it was read. */
export async function bury(
  run: RunBufferScript,
  { dirty, park: parked, dead, entryPrefix, deadPrefix }: ShardKeys,
  refused: {
    readonly readAt: string;
    readonly entry: BufferEntry;
    readonly code: string;
    readonly reason: string;
  },
): Promise<boolean> {
  const { readAt, entry, code, reason } = refused;
  const args = [entry.key, entry.version, readAt, code, reason];
  return (await run('bury', [dirty, parked, dead, entryPrefix, deadPrefix], args)) === 1;
}

/** Removes a dead letter for good. False if there is none of this id. */
export async function discard(run: RunBufferScript, keys: ShardKeys, id: string): Promise<boolean> {
  return (await run('discard', [keys.meta, keys.dead, keys.deadPrefix], [id])) === 1;
}

/** Makes a mode active in a shard that has no newer one. Returns the epoch that is active now. */
export async function setMode(
  run: RunBufferScript,
  { meta }: ShardKeys,
  { mode, epoch }: { readonly mode: string; readonly epoch: number },
): Promise<number> {
  return Number(await run('set_mode', [meta], [mode, epoch]));
}

/** A shard's counters at one moment, in the order of lua/ledger.lua, and its oldest dirty mark (µs, '' for none). */
export async function readCounters(
  run: RunBufferScript,
  { meta, dirty, park: parked, dead }: ShardKeys,
  producer: string,
): Promise<{ readonly counts: readonly number[]; readonly oldest: string }> {
  const reply = (await run('ledger', [meta, dirty, parked, dead], [producer])) as string[];
  return { counts: reply.slice(0, 8).map(Number), oldest: reply[8] ?? '' };
}

/** Draws the next `count` places in the order of all sources; the first of them, µs. */
export async function drawOrder(run: RunBufferScript, count = 1): Promise<number> {
  return Number(await run('draw_order', [ORDER_KEY], [count]));
}

/** Caches a row that was read under a lease, unless a write has taken the lease away since. */
export async function fillCache(
  run: RunBufferScript,
  { cachePrefix, leasePrefix }: ShardKeys,
  row: { readonly key: string; readonly lease: string; readonly text: string; readonly ttlMs: number },
): Promise<void> {
  const keys = [cachePrefix + row.key, leasePrefix + row.key];
  await run('fill_cache', keys, [row.lease, row.text, row.ttlMs]);
}
