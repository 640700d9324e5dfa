import type { Column, Table as WholeTable, TableFacts } from './declaration.ts';
import { scaleOf } from './amount.ts';
import { TableDefinitionError } from './errors.ts';
import { quoteName } from './names.ts';
import type { Queryable } from './types.ts';
import { baseOf, elementOf } from './valueText.ts';

type Table = Omit<WholeTable, 'check'>;

interface Relation {
  readonly kind: string;
  readonly has_key: boolean;
  readonly may_insert: boolean;
}

interface FoundColumn {
  readonly name: string;
  readonly found: string | null;
  readonly fits: boolean;
  readonly is_enum: boolean;
  readonly is_generated: boolean;
  readonly is_identity: boolean;
  readonly may_read: boolean;
  readonly may_write: boolean;
  readonly is_deterministic: boolean;
  readonly default_text: string | null;
}

/**
 * Holds a declaration against the catalogue.
 * @throws TableDefinitionError with a line for each thing that does not fit: the column, what was found, the remedy
 */
export async function checkTable(db: Queryable, table: Table): Promise<TableFacts> {
  const relation = await readRelation(db, table);
  const columns = await readColumns(db, table);
  const faults =
    relation === null
      ? [`is not there: create it, or name its schema (${table.sql})`]
      : [
          ...findRelationFaults(table, relation),
          ...columns.flatMap((found) => findColumnFaults(table, found)),
        ];
  if (faults.length > 0)
    throw new TableDefinitionError(faults.map((fault) => `${table.name} ${fault}`).join('\n'));
  return {
    defaults: new Map(
      columns.flatMap(({ name, default_text: text }) => (text === null ? [] : [[name, text]])),
    ),
  };
}

async function readRelation(db: Queryable, { sql, key }: Table): Promise<Relation | null> {
  const { rows } = await db.query(
    `select c.relkind as kind, has_table_privilege(c.oid, 'insert') as may_insert, exists (
       select from pg_index x where x.indrelid = c.oid and x.indisunique and x.indisvalid and x.indimmediate
         and x.indpred is null and x.indexprs is null
         and (select array_agg(a.attname::text order by a.attname::text collate "C")
              from pg_attribute a
              where a.attrelid = c.oid and a.attnum = any ((x.indkey::int2[])[0:x.indnkeyatts - 1])) = $2::text::text[]
     ) as has_key
     from pg_class c where c.oid = to_regclass($1::text)`,
    [
      sql,
      `{${key
        .map(({ name }) => quoteElement(name))
        .sort(byBytes)
        .join(',')}}`,
    ],
  );
  return (rows[0] as Relation | undefined) ?? null;
}

const quoteElement = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

async function readColumns(db: Queryable, table: Table): Promise<readonly FoundColumn[]> {
  const columns = listColumns(table);
  const types = columns.map(
    ({ type }) => baseOf(elementOf(type) ?? type) + (elementOf(type) === null ? '' : '[]'),
  );
  const { rows } = await db.query(
    `select d.name, format_type(a.atttypid, a.atttypmod) as found,
       coalesce(a.atttypid = to_regtype(d.type), false) as fits, coalesce(y.typtype = 'e', false) as is_enum,
       coalesce(a.attgenerated <> '', false) as is_generated, coalesce(a.attidentity = 'a', false) as is_identity,
       coalesce(has_column_privilege(a.attrelid, a.attnum, 'select'), false) as may_read,
       coalesce(has_column_privilege(a.attrelid, a.attnum, 'update'), false) as may_write,
       coalesce(l.collisdeterministic, true) as is_deterministic,
       pg_get_expr(f.adbin, f.adrelid) as default_text
     from unnest($2::text::text[], $3::text::text[]) with ordinality as d (name, type, at)
       left join pg_attribute a
         on a.attrelid = to_regclass($1::text) and a.attname = d.name and a.attnum > 0 and not a.attisdropped
       left join pg_type y on y.oid = a.atttypid
       left join pg_collation l on l.oid = a.attcollation
       left join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
     order by d.at`,
    [
      table.sql,
      `{${columns.map(({ name }) => quoteElement(name)).join(',')}}`,
      `{${types.map(quoteElement).join(',')}}`,
    ],
  );
  return rows as readonly FoundColumn[];
}

const listColumns = ({ key, fields }: Table): Column[] => [
  ...key,
  ...fields.flatMap(({ columns }) => columns),
];

function findRelationFaults({ sql, key, missing }: Table, { kind, has_key, may_insert }: Relation): string[] {
  const names = key.map(({ name }) => quoteName(name)).join(', ');
  return [
    ...(['r', 'p'].includes(kind)
      ? []
      : ['is a view, a foreign table or a sequence: name an ordinary or partitioned table']),
    ...(has_key
      ? []
      : [`has no unique index on exactly (${names}): create unique index on ${sql} (${names})`]),
    ...(missing === 'insert' && !may_insert
      ? [`may not be inserted into: grant insert on ${sql} to this role`]
      : []),
  ];
}

const KEY_KINDS = new Set(
  'smallint,integer,bigint,text,varchar,uuid,boolean,date,timestamp,timestamptz,bytea'.split(','),
);

function findColumnFaults(table: Table, found: FoundColumn): string[] {
  const name = `column ${found.name}`;
  if (found.found === null)
    return [`${name} is not there: take it out of the definition, or add it to the table`];
  const key = table.key.find((column) => column.name === found.name);
  if (!found.fits) {
    const declared = listColumns(table).find((column) => column.name === found.name)!.type;
    return [`${name} is declared as ${declared} and is ${found.found}: declare it as '${found.found}'`];
  }
  if (!found.may_read) return [`${name} may not be read: grant select on ${table.sql} to this role`];
  return key === undefined ? findWriteFaults(table, found) : findKeyFaults(key, found);
}

function findKeyFaults({ name, type }: Column, found: FoundColumn): string[] {
  if (!KEY_KINDS.has(baseOf(type)) && !found.is_enum)
    return [
      `key column ${name} is ${found.found}, of which one value may have several texts: use another unique column`,
    ];
  return found.is_deterministic
    ? []
    : [
        `key column ${name} has a nondeterministic collation, under which different texts are one key: use another column`,
      ];
}

function findWriteFaults(table: Table, found: FoundColumn): string[] {
  const name = `column ${found.name}`;
  if (found.is_generated)
    return [`${name} is generated: PostgreSQL writes it, take it out of the definition`];
  if (found.is_identity) return [`${name} is generated always as identity: take it out of the definition`];
  if (!found.may_write) return [`${name} may not be updated: grant update on ${table.sql} to this role`];
  const field = table.fields.find((one) => one.merge === 'add' && one.name === found.name);
  const [declared, real] = [field?.columns[0]?.type, found.found ?? ''].map((type) => scaleOf(type ?? ''));
  return declared != null && real != null && real < declared
    ? [
        `${name} is ${found.found}, which would round amounts of ${declared} digits: declare it as '${found.found}'`,
      ]
    : [];
}
