import type { HotAdvice, HotIndex, HotTable } from '../../domain/hot.ts';
import { formatCount } from '../../domain/format.ts';

/** An index that is scanned less often, per update of its table, costs more than it gives. */
const FEW_SCANS_PER_UPDATE = 1 / 1_000;
const FILLFACTOR = 90;
const FILLFACTOR_STEP = 10;
const MIN_FILLFACTOR = 50;
const MAX_PARTITIONS = 5;

/** The remedy where this index prevents HOT. `columns`: those that change. */
export function adviseOnIndex(table: HotTable, index: HotIndex, columns: readonly string[]): HotAdvice {
  const { isValid, isUnique, isConstraint, scans } = index;
  const isFree = !isUnique && !isConstraint;
  if (!isValid)
    return {
      text: 'This index, or its part in a partition, is invalid: it is being built now, or a build has failed. In the second case drop it, or build it again: no query uses it, and updates change it all the same.',
      statements: [],
    };
  if (isFree && scans < table.updates * FEW_SCANS_PER_UPDATE)
    return {
      text: `It was scanned ${formatCount(scans)} times in ${formatCount(table.updates)} updates, since the statistics were reset or the index was made. Drop it if that was long ago, and neither a standby nor a rare report needs it.`,
      statements: [dropIndex(index)],
    };
  if (index.method === 'brin')
    return { text: 'PostgreSQL 16 and later update a table HOT beside a BRIN index.', statements: [] };
  const isIncluded = (name: string): boolean =>
    index.columns.some((column) => column.name === name && column.role === 'include');
  if (isFree && columns.every(isIncluded))
    return {
      text: `Build the index without ${columns.join(', ')} in INCLUDE: queries then read that from the table.`,
      statements: [],
    };
  return adviseOnNarrowTable(table, index, columns);
}

/** A partitioned index cannot be dropped concurrently. */
const dropIndex = ({ name, isPartitioned }: HotIndex): string =>
  `DROP INDEX ${isPartitioned ? '' : 'CONCURRENTLY '}${name};`;

/** Updates then touch a row and an index of a small table, and leave the wide one as it is. */
function adviseOnNarrowTable(table: HotTable, index: HotIndex, names: readonly string[]): HotAdvice {
  const key = table.columns.filter(({ isPrimary }) => isPrimary);
  const moved = table.columns.filter(({ name, isPrimary }) => names.includes(name) && !isPrimary);
  const why =
    index.isConstraint || index.isUnique
      ? 'It keeps values unique or the table consistent'
      : `Queries use it (${formatCount(index.scans)} scans)`;
  const text = `${why}: move ${names.join(', ')} to a narrow table, so that updates leave the other indexes as they are.`;
  const isGenerated = moved.some((column) => column.generatedFrom.length > 0);
  // Part of a unique index would be another rule, and a condition, an expression or an operator class is not known here.
  const isWhole =
    index.method === 'btree' &&
    !index.isUnique &&
    !index.isConstraint &&
    index.columns.every((column) => column.role === 'key' && names.includes(column.name));
  if (key.length === 0 || moved.length === 0 || isGenerated || !isWhole) return { text, statements: [] };
  const list = (columns: typeof key): string => columns.map(({ quoted }) => quoted).join(', ');
  const definitions = [...key, ...moved].map(({ quoted, type }) => `${quoted} ${type}`).join(', ');
  const name = table.narrowName;
  return {
    text,
    statements: [
      `CREATE TABLE ${name} (${definitions}, PRIMARY KEY (${list(key)}), FOREIGN KEY (${list(key)}) REFERENCES ${table.table} ON DELETE CASCADE);`,
      `INSERT INTO ${name} SELECT ${list([...key, ...moved])} FROM ${table.table};`,
      `CREATE INDEX ON ${name} (${list(moved)});`,
    ],
  };
}

/** More room on each page. Null where that much is free already. */
export function adviseOnRoom({ fillfactor, leaves }: HotTable): HotAdvice | null {
  const wanted = fillfactor > FILLFACTOR ? FILLFACTOR : fillfactor - FILLFACTOR_STEP;
  if (wanted < MIN_FILLFACTOR) return null;
  return {
    text: `Leave room on each page for the next version of its rows${leaves.length > MAX_PARTITIONS ? ', in each partition' : ''}. It holds for pages that are written from then on: VACUUM FULL, which locks the table, or pg_repack rewrites the others.`,
    statements: leaves
      .slice(0, MAX_PARTITIONS)
      .map((leaf) => `ALTER TABLE ${leaf} SET (fillfactor = ${wanted});`),
  };
}
