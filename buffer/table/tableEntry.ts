import type { BufferEntry, RuledUpdate } from '../entry.ts';
import { fromUnits, scaleOf, toUnits } from './amount.ts';
import type { Field, Merge, Table } from './declaration.ts';
import type { EncodedRow } from './encodeRow.ts';
import { orderKey } from './orderKey.ts';

/** The first letter of a field in Redis (see RuledField). */
const SIGNS: Readonly<Record<Merge, string>> = {
  last: '=',
  newest: '>',
  max: '>',
  min: '<',
  first: '!',
  add: '+',
};

const nameInRedis = ({ merge, name }: Field): string => SIGNS[merge] + name;

/** A row's update as the buffer takes it. */
export function toBufferUpdate(table: Table, { key, fields }: EncodedRow, id: string | null): RuledUpdate {
  const ruled = table.fields.flatMap((field) => {
    const texts = fields.get(field.name);
    return texts === undefined ? [] : [{ name: nameInRedis(field), text: toFieldText(field, texts) }];
  });
  return { key: JSON.stringify(key), id, fields: ruled };
}

function toFieldText({ merge, columns }: Field, texts: readonly (string | null)[]): string {
  const { type } = columns[0]!;
  if (merge === 'add') return String(toUnits(texts[0]!, scaleOf(type)!));
  const isOrdered = merge === 'newest' || merge === 'max' || merge === 'min';
  return JSON.stringify(isOrdered ? [orderKey(type, texts[0]!), ...texts] : texts);
}

/** @throws Error where the entry holds a field that the definition does not have: what is not understood is not given up */
export function fromBufferEntry(table: Table, entry: Pick<BufferEntry, 'key' | 'fields'>): EncodedRow {
  const fields = new Map<string, readonly (string | null)[]>();
  for (const { name, values } of entry.fields) {
    const field = table.fields.find((one) => nameInRedis(one) === name);
    const texts = field === undefined ? null : toTexts(field, values);
    if (field === undefined || texts?.length !== field.columns.length)
      throw new Error(
        `An update of ${table.name} waits with ${name.slice(1)}, which the definition does not have in this way: ` +
          'flush it with the definition that it was made with',
      );
    fields.set(field.name, texts);
  }
  return { key: JSON.parse(entry.key) as string[], fields };
}

function toTexts({ merge, columns }: Field, values: unknown): readonly (string | null)[] {
  if (merge === 'add') return [fromUnits(BigInt(values as string), scaleOf(columns[0]!.type)!)];
  const texts = values as readonly (string | null)[];
  return merge === 'last' || merge === 'first' ? texts : texts.slice(1);
}

/** The fields that a flush takes out of the entry: sums by amount, others by when they were put. */
const takenFields = ({ fields }: BufferEntry): Record<string, string> =>
  Object.fromEntries(
    fields.map(({ name, order, values }) => [
      name,
      name.startsWith('+') ? (values as string) : String(order),
    ]),
  );

/** A step of a record, as lua/settle.lua reads it. */
export type RecordStep =
  | readonly [kind: 'add', key: string, version: string, taken: Readonly<Record<string, string>>]
  | readonly [kind: 'bury', key: string, version: string, code: string, reason: string];

export const addStep = (entry: BufferEntry): RecordStep => [
  'add',
  entry.key,
  entry.version,
  takenFields(entry),
];

/** The entry without what records took out of it; null where nothing is left. As lua/settle.lua does it. */
export function withoutRecorded(entry: BufferEntry, steps: readonly RecordStep[]): BufferEntry | null {
  let fields = entry.fields;
  for (const step of steps) {
    if (step[1] !== entry.key) continue;
    if (step[2] === entry.version) return null;
    if (step[0] === 'bury') continue;
    const taken = step[3];
    fields = fields.flatMap((field) => {
      const was = taken[field.name];
      if (was === undefined) return [field];
      if (!field.name.startsWith('+')) return String(field.order) === was ? [] : [field];
      return [{ ...field, values: String(BigInt(field.values as string) - BigInt(was)) }];
    });
  }
  return { ...entry, fields };
}
