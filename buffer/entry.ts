/** A part of a row that is always written whole, with an order of its own: the newer one wins. */
export interface BufferField {
  readonly name: string;
  readonly order: number;
  /** Anything that JSON can hold. */
  readonly values: unknown;
}

/** One update of one row. */
export interface BufferUpdate {
  /** Of the row. */
  readonly key: string;
  /** When the data was read: rises with time. A polled update below the newest order that was skipped is stale. */
  readonly order: number;
  readonly fields: readonly BufferField[];
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
export function encodeUpdate({ key, order, fields }: BufferUpdate): string[] {
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
