import { createHash } from 'node:crypto';
import { isCounter } from '../../model/sampleNames.ts';

/** Values by name at one moment: gauges, and counters, whose names end in `Total`. */
export interface HistorySample {
  /** ms since the epoch. */
  readonly at: number;
  /** null: not known at that moment. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** A sample as it is stored. Rows that were read together share one array of names. */
export interface SampleRow {
  readonly at: number;
  readonly names: readonly string[];
  readonly values: readonly (number | null)[];
}

/** As XRANGE returns it. */
export type StreamEntry = [id: string, fields: string[]];

/** The names are sorted, so that the samples of every worker repeat the same text. */
export function toRow(at: number, values: HistorySample['values']): SampleRow {
  const names = Object.keys(values).sort();
  return { at, names, values: names.map((name) => values[name] ?? null) };
}

export function toSample({ at, names, values }: SampleRow): HistorySample {
  return { at, values: Object.fromEntries(names.map((name, i) => [name, values[i] ?? null])) };
}

/** A row as redis/lua/append_samples.lua takes it. JSON makes null of what is not finite. */
export function encodeRow({ at, names, values }: SampleRow): string[] {
  const list = JSON.stringify(names);
  const rounded = values.map((value, i) => (isCounter(names[i]!) ? value : roundGauge(value)));
  return [String(at), hashNames(list), list, JSON.stringify(rounded)];
}

/** 48 bits: no two of the few lists that a history sees have the same. */
const hashNames = (list: string): string => createHash('sha1').update(list).digest('base64url').slice(0, 8);

/** Six significant digits, but never fewer than stand before the point. */
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
    rows.push({ at: Number.parseInt(id, 10), names, values: JSON.parse(values!) as (number | null)[] });
  }
  return rows;
}
