/** A part of a row that is always written whole, with an order of its own: the newer one wins. */
export interface BufferField {
  readonly name: string;
  readonly order: number;
  /** Anything that JSON can hold. */
  readonly values: unknown;
}

/** One update of one row: its fields have an order, or each a rule of its own. */
export type BufferUpdate = OrderedUpdate | RuledUpdate;

export interface OrderedUpdate {
  /** Key of the row. */
  readonly key: string;
  /** When the data was read: rises with time. A polled update below the newest order that was skipped is stale. */
  readonly order: number;
  readonly fields: readonly BufferField[];
}

export interface RuledUpdate {
  /** Key of the row. */
  readonly key: string;
  /** Accepted once for each id; null for always. */
  readonly id: string | null;
  readonly fields: readonly RuledField[];
}

export interface RuledField {
  /** Its first letter is the rule: `=` the last, `!` the first, `>` and `<` the greatest and least order key, `+` the sum. */
  readonly name: string;
  /** `+`: a whole number. Others: a JSON array, with the order key in front for `>` and `<`. */
  readonly text: string;
}

/** Everything that is dirty in one row, as read. */
export interface BufferEntry {
  readonly key: string;
  /** Changes with every put; an acknowledgement must bring the same one. */
  readonly version: string;
  /** Updates merged into this entry, the first included. */
  readonly updates: number;
  /** µs. */
  readonly dirtySince: number;
  /** How often the row was found missing. */
  readonly attempts: number;
  readonly fields: readonly BufferField[];
}

/**
 * One update as lua/put.lua takes it. A field of the row is one field of the entry's hash, `[order,values]` as JSON: one
 * field costs Redis and the network a third of what eight do.
 */
export function encodeUpdate(update: BufferUpdate): string[] {
  if ('id' in update) {
    const id = update.id === null ? '' : `i${update.id}`;
    const pairs = update.fields.flatMap(({ name, text }) => [name, text]);
    return [update.key, id, String(pairs.length), ...pairs];
  }
  const { key, order, fields } = update;
  const encoded = [key, String(order), String(2 * fields.length)];
  for (const field of fields) encoded.push(field.name, JSON.stringify([field.order, field.values]));
  return encoded;
}

/** Field and text pairs of an entry's hash, as HGETALL returns them. Names that begin with `_` are the buffer's own. */
export function decodeEntry(key: string, pairs: readonly string[]): BufferEntry {
  const fields: BufferField[] = [];
  const facts: Record<string, string> = {};
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const [name, text] = [pairs[i]!, pairs[i + 1]!];
    if (name.startsWith('_')) {
      facts[name] = text;
      continue;
    }
    if (name.startsWith('+')) {
      fields.push({ name, order: 0, values: text });
      continue;
    }
    const [order, values] = JSON.parse(text) as [number, unknown];
    fields.push({ name, order, values });
  }
  return {
    key,
    version: facts['_v'] ?? '',
    updates: Number(facts['_n'] ?? 0),
    dirtySince: Number(facts['_t'] ?? 0),
    attempts: Number(facts['_a'] ?? 0),
    fields,
  };
}
