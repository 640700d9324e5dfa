import { TableDefinitionError } from './errors.ts';

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const PART = /^(?:"((?:[^"]|"")+)"|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*))(?:\.|$)/;

/**
 * Reads `table`, `schema.table`, each part in double quotes where it is not plain. As in SQL, a plain part is folded to
 * lower case.
 * @throws TableDefinitionError
 */
export function parseTableName(text: string): { readonly schema: string | null; readonly name: string } {
  const parts: string[] = [];
  let rest = text;
  while (rest !== '') {
    const [whole, quoted, plain] = PART.exec(rest) ?? [];
    if (whole === undefined || parts.length === 2 || (whole.endsWith('.') && whole === rest))
      return refuse(text);
    parts.push(quoted?.replaceAll('""', '"') ?? plain!.toLowerCase());
    rest = rest.slice(whole.length);
  }
  const name = parts.pop();
  return name === undefined ? refuse(text) : { schema: parts[0] ?? null, name };
}

function refuse(text: string): never {
  throw new TableDefinitionError(
    `The table's name is ${JSON.stringify(text)}; it takes table, schema.table, or each part in double quotes`,
  );
}
