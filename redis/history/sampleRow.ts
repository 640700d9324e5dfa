import type { SampleRow } from '../../domain/downsample.ts';
import { createHash } from 'node:crypto';
import { isCounter } from '../../domain/sampleNames.ts';

/** As XRANGE returns it. */
export type StreamEntry = [id: string, fields: string[]];

/**
 * A row as redis/lua/append_samples.lua takes it. JSON makes null of what is not finite. Behind the values of a bucket
 * is how long after its beginning the last of its samples was taken, ms.
 */
export function encodeRow({ at, names, values, lastAt }: SampleRow): string[] {
  const list = JSON.stringify(names);
  const rounded = values.map((value, i) => (isCounter(names[i]!) ? value : roundGauge(value)));
  const all = lastAt === undefined ? rounded : [...rounded, lastAt - at];
  return [String(at), hashNames(list), list, JSON.stringify(all)];
}

/** 48 bits: no two of the few lists that a history sees have the same. */
const hashNames = (list: string): string => createHash('sha1').update(list).digest('base64url').slice(0, 8);

/** Six significant digits, but never fewer than there are before the point. */
function roundGauge(value: number | null): number | null {
  if (value === null) return null;
  return Math.abs(value) >= 100_000 ? Math.round(value) : Number(value.toPrecision(6));
}

/** `lists`: the lists of names whose hashes are the fields of the entries. */
export function decodeRows(entries: readonly StreamEntry[], lists: readonly string[]): SampleRow[] {
  const namesByHash = new Map(lists.map((list) => [hashNames(list), JSON.parse(list) as string[]]));
  const rows: SampleRow[] = [];
  for (const [id, [hash, values]] of entries) {
    const names = namesByHash.get(hash!);
    // A list is dropped once no sample that is to be kept has it.
    if (names === undefined) continue;
    rows.push(toDecodedRow(Number.parseInt(id, 10), names, JSON.parse(values!) as (number | null)[]));
  }
  return rows;
}

function toDecodedRow(at: number, names: readonly string[], all: readonly (number | null)[]): SampleRow {
  const lasted = all[names.length];
  if (lasted == null) return { at, names, values: all };
  return { at, names, values: all.slice(0, names.length), lastAt: at + lasted };
}
