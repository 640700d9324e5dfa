/** A quoted value may hold line ends; one that is never closed is known by the lines behind it. */
const MAX_LINES_OF_A_ROW = 20;

export type Separator = ',' | ';' | '\t';
const SEPARATORS: readonly Separator[] = [',', ';', '\t'];

/** Fields of a row by the names of the header. */
export type Row = Readonly<Record<string, string | undefined>>;

/** Names of the columns, blanks trimmed, by the separator that makes most of the line. */
export function readHeader(line: string): {
  readonly separator: Separator;
  readonly columns: readonly string[];
} {
  const [best] = SEPARATORS.map((separator) => ({ separator, columns: splitRow(line, separator) }))
    .flatMap(({ separator, columns }) => (Array.isArray(columns) ? [{ separator, columns }] : []))
    .toSorted((one, other) => other.columns.length - one.columns.length);
  return best ?? { separator: ',', columns: [] };
}

/**
 * The rows behind a header; null and the line as it is for one that cannot be read: a quote that is never closed spoils
 * its own line only.
 */
export async function* readRows(
  lines: AsyncIterable<string>,
  { separator, columns }: ReturnType<typeof readHeader>,
): AsyncGenerator<{ readonly row: Row | null; readonly text: string }> {
  let held: string[] = [];
  function* take(isEnd: boolean): Generator<{ row: Row | null; text: string }> {
    while (held.length > 0) {
      const found = findRow(held, separator, columns.length);
      if (found === 'open' && !isEnd && held.length < MAX_LINES_OF_A_ROW) return;
      const size = typeof found === 'object' ? found.lines : 1;
      const text = held.slice(0, size).join('\n');
      held = held.slice(size);
      const row = typeof found === 'object' ? toRow(columns, found.fields) : null;
      yield { row, text };
    }
  }
  let failure: { readonly error: unknown } | null = null;
  try {
    for await (const line of lines) {
      held.push(line);
      yield* take(false);
    }
  } catch (error: unknown) {
    failure = { error };
  }
  yield* take(true);
  if (failure !== null) throw failure.error;
}

const toRow = (columns: readonly string[], fields: readonly string[]): Row =>
  Object.fromEntries(columns.map((name, i) => [name, fields[i]]));

/** The row that the first lines make; over several of them only where it has the columns of the header. */
function findRow(
  held: readonly string[],
  separator: Separator,
  columns: number,
): { readonly fields: readonly string[]; readonly lines: number } | 'open' | 'bad' {
  for (let lines = 1; lines <= held.length; lines++) {
    const fields = splitRow(held.slice(0, lines).join('\n'), separator);
    if (fields === 'bad') return 'bad';
    if (fields === 'open') continue;
    // A cell too many shifts the others; cells that are missing at the end are empty.
    const fits = lines === 1 ? fields.length <= columns : fields.length === columns;
    return fits ? { fields, lines } : 'bad';
  }
  return 'open';
}

/** `open`: its last quote is not closed; `bad`: something comes behind a closing quote. RFC 4180, blanks trimmed. */
function splitRow(text: string, separator: Separator): string[] | 'open' | 'bad' {
  if (!text.includes('"')) return text.split(separator).map((field) => field.trim());
  const fields: string[] = [];
  for (let at = 0; at <= text.length;) {
    const start = at + (/^[^\S\t\n]*/.exec(text.slice(at, at + 64))?.[0].length ?? 0);
    if (text[start] !== '"') {
      const end = text.indexOf(separator, at);
      fields.push(text.slice(at, end === -1 ? text.length : end).trim());
      at = end === -1 ? text.length + 1 : end + 1;
      continue;
    }
    let end = text.indexOf('"', start + 1);
    while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
    if (end === -1) return 'open';
    fields.push(
      text
        .slice(start + 1, end)
        .replaceAll('""', '"')
        .trim(),
    );
    const next = text.indexOf(separator, end + 1);
    if (text.slice(end + 1, next === -1 ? text.length : next).trim() !== '') return 'bad';
    at = next === -1 ? text.length + 1 : next + 1;
  }
  return fields;
}
