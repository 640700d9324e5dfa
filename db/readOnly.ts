import pg from 'pg';
import type { Queryable } from './queryable.ts';

/** The name of a function or relation as a statement holds it, with its schema, quoted by the server. */
export class QuotedName {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | null | readonly string[] | QuotedName;

// Before anything else of the message is looked up: functions, operators, types and tables are PostgreSQL's own. A path
// that is set when connecting is dropped by poolers, and names that are qualified leave operators and casts to the path.
const GUARD = 'set transaction read only; set local search_path = pg_catalog, pg_temp; ';
const GUARD_STATEMENTS = 2;

/**
 * Runs statements on a server that is not ours, so that nothing planted there runs with our rights: in one message and one
 * read-only transaction, by PostgreSQL's own names only. What is an extension's is named in full: as a value, too, since
 * somebody may have put a `$1` into it. `$1` … are put in as literals, since only the simple protocol takes several statements in one message, which PostgreSQL runs as one
 * transaction: https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT
 * @returns the rows of each statement.
 * @throws RangeError for a text that holds a NUL, a number that is not finite.
 */
export async function runReadOnly(
  client: Queryable,
  text: string,
  values: readonly Value[] = [],
): Promise<unknown[][]> {
  const message = text.replaceAll(/\$(\d+)/g, (_, number: string) => toLiteral(values[Number(number) - 1]));
  // The driver's types know one result; several statements give several.
  const results = (await client.query(`${GUARD}${message}`)) as unknown as pg.QueryResult[];
  return results.slice(GUARD_STATEMENTS).map(({ rows }) => rows as unknown[]);
}

/** The same; the rows of the last statement. */
export async function readOnly<Row>(
  client: Queryable,
  text: string,
  values: readonly Value[] = [],
): Promise<Row[]> {
  return (await runReadOnly(client, text, values)).at(-1) as Row[];
}

/** The schemas in which this role and address look up a name that has none. They need not exist. */
export async function readSchemas(client: Queryable): Promise<string[]> {
  const [row] = await readOnly<{ path: string; role: string }>(
    client,
    `select reset_val as path, current_user as role from pg_settings where name = 'search_path'`,
  );
  const { path, role } = row!;
  const names = path.match(/"(?:[^"]|"")*"|[^,\s"]+/g) ?? [];
  return names.map(unquote).map((name) => (name === '$user' ? role : name));
}

const unquote = (name: string): string =>
  name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase();

function toLiteral(value: Value | undefined): string {
  if (value === undefined) throw new RangeError('A parameter of the statement has no value');
  if (value === null) return 'null';
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`${value} is no number that PostgreSQL takes`);
    return `(${value})`;
  }
  if (value instanceof QuotedName) return value.text;
  if (typeof value !== 'string') return `array[${value.map(toLiteral).join(', ')}]::pg_catalog.text[]`;
  if (value.includes('\0')) throw new RangeError('A text holds a NUL, which PostgreSQL cannot take');
  return pg.escapeLiteral(value);
}
