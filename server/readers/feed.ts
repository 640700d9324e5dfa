import { TRPCError } from '@trpc/server';
import { overlayUpdate } from '../../db/overlayUpdate.ts';
import { readFeed } from '../../db/statements/readFeed.ts';
import { readTokenRows, type TokenRow } from '../../db/statements/readTokens.ts';
import type { BufferEntry } from '../../redis/entryCodec.ts';
import { decodeCursor, encodeCursor } from '../feedCursor.ts';
import { fromPostgres } from '../partAway.ts';
import type { Services } from '../services.ts';
import type { FeedPage, FeedSort, FeedToken } from '../types.ts';
import { knownAcknowledged, readEntries } from './entries.ts';

export interface FeedInput {
  readonly sort: FeedSort;
  readonly limit: number;
  /** As encodeCursor made it. */
  readonly cursor?: string | null | undefined;
  readonly search?: string | undefined;
}

/** A page in the order of the rows, with what waits in the buffer laid over them. */
export async function readFeedPage(services: Services, input: FeedInput): Promise<FeedPage> {
  const { sort, limit } = input;
  const after = input.cursor == null ? null : decodeCursor(input.cursor);
  if (after !== null && after.sort !== sort) {
    throw new TRPCError({
      code: 'BAD_REQUEST',
      message: `cursor is of the order ${after.sort}: it takes the nextCursor of the page before, with the same sort`,
    });
  }
  const search = input.search?.trim();
  const before = knownAcknowledged(services);
  const found = await fromPostgres(
    // One more tells whether there is a next page.
    readFeed(services.pool, { order: sort, limit: limit + 1, after, search: search ? search : null }),
  );
  const rows = found.slice(0, limit);
  const tokens = await overlayEntries(
    services,
    rows.map(({ token }) => token),
    before,
  );
  const last = rows.at(-1);
  const nextCursor = found.length > limit && last !== undefined ? encodeCursor({ sort, ...last }) : null;
  return { tokens, nextCursor };
}

/**
 * Lays what waits over rows that were read before it. Where entries were acknowledged in between (`acknowledged`: as
 * known before the rows were read), one may have gone into its row and out of the buffer unseen: the rows are read again.
 */
export async function overlayEntries(
  services: Services,
  rows: readonly TokenRow[],
  acknowledged: string | undefined,
): Promise<FeedToken[]> {
  const mints = rows.map(({ mint }) => mint);
  const read = await readEntries(services, mints);
  const settled =
    read.acknowledged === acknowledged
      ? rows
      : await fromPostgres(readTokenRows(services.pool, mints)).then((anew) => sortLike(rows, anew));
  return settled.map((row) => toFeedToken(row, read.entries.get(row.mint)));
}

function sortLike(rows: readonly TokenRow[], anew: readonly TokenRow[]): TokenRow[] {
  const byMint = new Map(anew.map((row) => [row.mint, row]));
  return rows.map((row) => byMint.get(row.mint) ?? row);
}

function toFeedToken(row: TokenRow, entry: BufferEntry | undefined): FeedToken {
  return {
    ...overlayUpdate(row, entry?.columns),
    bufferedSince: entry === undefined ? null : Math.floor(entry.dirtySince / 1_000),
    bufferedGroups: entry === undefined ? [] : Object.keys(entry.columns.orders),
  };
}
