import type { FeedSort } from '../../domain/feedSorts.ts';
import { TRPCError } from '@trpc/server';
import { overlayUpdate } from '../../db/overlayUpdate.ts';
import { readFeed } from '../../db/statements/readFeed.ts';
import { readTokenRows } from '../../db/statements/readTokens.ts';
import { type TokenRow } from '../../domain/tokenColumns.ts';
import type { TokenEntry } from '../../domain/tokenEntry.ts';
import { decodeCursor, encodeCursor } from '../feedCursor.ts';
import { fromPostgres } from '../unavailable.ts';
import type { PipelineServices } from '../services.ts';
import type { FeedPage, FeedToken } from '../types.ts';
import type { EntriesRead } from './EntryReader.ts';

export interface FeedInput {
  readonly sort: FeedSort;
  readonly limit: number;
  /** As encodeCursor made it. */
  readonly cursor?: string | null | undefined;
  readonly search?: string | undefined;
}

/** A page in the order of the rows, with what waits in the buffer laid over them. */
export async function readFeedPage(services: PipelineServices, input: FeedInput): Promise<FeedPage> {
  const { sort, limit } = input;
  const after = input.cursor == null ? null : decodeCursor(input.cursor);
  if (after !== null && after.sort !== sort) {
    throw new TRPCError({
      code: 'BAD_REQUEST',
      message: `cursor is of the order ${after.sort}: it takes the nextCursor of the page before, with the same sort`,
    });
  }
  const search = input.search?.trim();
  // One more shows whether there is a next page.
  const request = { order: sort, limit: limit + 1, after, search: search ? search : null };
  const { lastFeedPages } = services;
  const key = JSON.stringify(request);
  // Entries first: what is flushed in between is then found in the row.
  const early = await services.entries.read(lastFeedPages.get(key) ?? []);
  const found = await fromPostgres(readFeed(services.pool, request));
  const rows = found.slice(0, limit);
  const tokens = await overlayEntries(
    services,
    rows.map(({ token }) => token),
    early,
  );
  lastFeedPages.set(
    key,
    rows.map(({ mint }) => mint),
  );
  const last = rows.at(-1);
  const nextCursor = found.length > limit && last !== undefined ? encodeCursor({ sort, ...last }) : null;
  return { tokens, nextCursor };
}

/** Lays entries over rows that were read after them. */
async function overlayEntries(
  services: PipelineServices,
  rows: readonly TokenRow[],
  early: EntriesRead,
): Promise<FeedToken[]> {
  const unexpected = rows.filter(({ mint }) => !early.asked.has(mint));
  const late = await readLate(services, unexpected, early.acknowledged);
  return rows.map((row) => late.get(row.mint) ?? toFeedToken(row, early.entries.get(row.mint)));
}

/**
 * The tokens of rows that nobody expected: their entries are read after them. Where entries were acknowledged since
 * `acknowledged` was read, one may have gone into its row and out of the buffer unseen: the rows are read again.
 */
async function readLate(
  services: PipelineServices,
  rows: readonly TokenRow[],
  acknowledged: string,
): Promise<ReadonlyMap<string, FeedToken>> {
  if (rows.length === 0) return new Map();
  const mints = rows.map(({ mint }) => mint);
  const late = await services.entries.read(mints);
  const settled =
    late.acknowledged === acknowledged ? rows : await fromPostgres(readTokenRows(services.pool, mints));
  return new Map(settled.map((row) => [row.mint, toFeedToken(row, late.entries.get(row.mint))]));
}

export function toFeedToken(row: TokenRow, entry: TokenEntry | undefined): FeedToken {
  return {
    ...overlayUpdate(row, entry?.columns),
    bufferedSince: entry === undefined ? null : Math.floor(entry.dirtySince / 1_000),
    bufferedGroups: entry === undefined ? [] : Object.keys(entry.columns.orders),
  };
}
