import { z } from 'zod';
import { NOTE_TAKES, parseNote } from '../domain/marks.ts';
import { MAX_MINT_CHARACTERS } from '../domain/tokenColumns.ts';

// Every message says what the field takes; describeInput.ts puts the rest of the sentence around it.

/** 9999-12-31, ms: beyond it JavaScript and PostgreSQL part ways. */
const LAST_TIME = 253_402_300_799_999;

export const wholeNumber = (least: number, most: number) =>
  z.custom<number>(
    (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    `a whole number from ${least} to ${most}`,
  );

export const oneOf = <const T extends string>(values: readonly T[]) =>
  z.custom<T>((value) => values.some((known) => known === value), values.join(', '));

/** Text that PostgreSQL can take: NUL is none. */
export const text = (least: number, most: number) =>
  z.custom<string>(
    (value) =>
      typeof value === 'string' && value.length >= least && value.length <= most && !value.includes('\0'),
    `text of ${least} to ${most} characters`,
  );

export const object = <T extends z.core.$ZodLooseShape>(shape: T) => {
  const names = Object.keys(shape).join(', ');
  return z.object(shape, `an object with ${names}`);
};

const time = z.custom<number>(
  (value) => typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= LAST_TIME,
  'a time in ms since the epoch',
);

export const timeRange = { from: time, to: time };
export const nullableTime = time.nullable();

/** A person's own mark. */
export const note = z
  .custom<string>((value) => typeof value === 'string' && parseNote(value) !== null, NOTE_TAKES)
  .transform((given) => parseNote(given)!);

/** Base58 in practice; whatever was taken in can be asked for. */
export const mint = text(1, MAX_MINT_CHARACTERS);

/** Part of a mint, or all of it. */
export const search = text(0, MAX_MINT_CHARACTERS);

export const mints = z.array(mint, '1 to 100 mints').min(1, '1 to 100 mints').max(100, '1 to 100 mints');

/** A version is an order, in µs since the epoch: a whole number of JavaScript. */
const MAX_VERSION_DIGITS = 16;

/** `mint:version` of dead letters. */
export const deadLetterIds = z
  .array(text(3, MAX_MINT_CHARACTERS + 1 + MAX_VERSION_DIGITS), '1 to 500 ids')
  .min(1, '1 to 500 ids')
  .max(500, '1 to 500 ids');
