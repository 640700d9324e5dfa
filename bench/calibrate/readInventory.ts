import type pg from 'pg';
import type { WalInventory } from './types.ts';

/** Lists the records of the WAL between two positions. https://www.postgresql.org/docs/18/pgwalinspect.html */
export async function readInventory(client: pg.Client, from: string, to: string): Promise<WalInventory> {
  const images = await client.query<{ kind: string; images: number; bytes: number }>({
    text: `
      select case when c.relkind = 'i' then 'index' else 'heap' end as kind,
        count(*) as images, coalesce(sum(b.block_fpi_length), 0)::bigint as bytes
      from pg_get_wal_block_info($1::pg_lsn, $2::pg_lsn, false) b
      left join pg_class c on pg_relation_filenode(c.oid) = b.relfilenode
      where b.block_fpi_length > 0
      group by 1`,
    values: [from, to],
  });
  const records = await client.query<{ type: string; bytes: number }>({
    text: `
      select "resource_manager/record_type" as type, record_size::bigint as bytes
      from pg_get_wal_stats($1::pg_lsn, $2::pg_lsn, true)`,
    values: [from, to],
  });
  const imagesOf = (kind: string) => images.rows.find((row) => row.kind === kind) ?? { images: 0, bytes: 0 };
  const bytesOf = (isWanted: (type: string) => boolean): number =>
    records.rows.filter(({ type }) => isWanted(type)).reduce((sum, { bytes }) => sum + bytes, 0);
  const isIndex = (type: string): boolean => type.startsWith('Btree/');
  const isPoint = (type: string): boolean =>
    type.startsWith('Heap/INSERT') || type.startsWith('Heap2/MULTI_INSERT');
  const isRow = (type: string): boolean => /^Heap2?\//.test(type) && !isPoint(type) && !type.includes('LOCK');
  return {
    heapImages: imagesOf('heap').images,
    heapImageBytes: imagesOf('heap').bytes,
    indexImages: imagesOf('index').images,
    indexImageBytes: imagesOf('index').bytes,
    rowChangeBytes: bytesOf(isRow),
    indexEntryBytes: bytesOf(isIndex),
    pointBytes: bytesOf(isPoint),
    otherBytes: bytesOf((type) => !isRow(type) && !isIndex(type) && !isPoint(type)),
  };
}
