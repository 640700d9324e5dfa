import { FEED_SORTS, type FeedSort } from '../domain/feedSorts.ts';
import { z } from 'zod';
import type { FeedPosition } from '../db/statements/readFeed.ts';

const MAX_CHARACTERS = 2_000;
/** µs since the epoch. */
const TIME = /^-?\d{1,16}$/;
const DECIMAL = /^(-?\d+(\.\d+)?|NaN|-?Infinity)$/;

interface Cursor extends FeedPosition {
  readonly sort: FeedSort;
}

/** Opaque to whoever gets it. */
export function encodeCursor({ sort, value, mint }: Cursor): string {
  return Buffer.from(JSON.stringify([sort, value, mint])).toString('base64url');
}

/** Null where it is none that `encodeCursor` made. */
export function decodeCursor(text: string): Cursor | null {
  if (text.length > MAX_CHARACTERS || !/^[\w-]+$/.test(text)) return null;
  try {
    return toCursor(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    return null;
  }
}

function toCursor(parsed: unknown): Cursor | null {
  if (!Array.isArray(parsed) || parsed.length !== 3) return null;
  const [name, value, mint] = parsed as readonly unknown[];
  const sort = FEED_SORTS.find((known) => known === name);
  if (sort === undefined || typeof mint !== 'string' || mint.includes('\0')) return null;
  if (value === null) return sort === 'new' ? null : { sort, value, mint };
  if (typeof value !== 'string' || !(sort === 'new' ? TIME : DECIMAL).test(value)) return null;
  return { sort, value, mint };
}

/** Takes only cursors. */
export const cursorText = z.custom<string>(
  (value) => typeof value === 'string' && decodeCursor(value) !== null,
  'the nextCursor of the page before',
);
