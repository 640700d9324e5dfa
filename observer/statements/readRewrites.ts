import type { Queryable } from '../../db/queryable.ts';
import { QuotedName, readOnly } from '../../db/readOnly.ts';
import type { PageRewrite } from '../../domain/observerView.ts';

/** Progress views whose rows mean that pages are dirtied which no statement of an application changes; REPACK's is 19's. */
const VIEWS: readonly { readonly name: string; readonly what: PageRewrite }[] = [
  { name: 'pg_catalog.pg_stat_progress_data_checksums', what: 'checksums' },
  { name: 'pg_catalog.pg_stat_progress_repack', what: 'repack' },
  { name: 'pg_catalog.pg_stat_progress_cluster', what: 'cluster' },
];

/** Reads what rewrites pages now. A version that lacks a view is not asked for it. */
export async function readRewrites(client: Queryable): Promise<readonly PageRewrite[]> {
  const present = await readOnly<{ name: string }>(
    client,
    'select name from unnest($1) name where to_regclass(name) is not null',
    [VIEWS.map(({ name }) => name)],
  );
  const found: PageRewrite[] = [];
  for (const { name, what } of VIEWS) {
    if (!present.some((view) => view.name === name)) continue;
    const rows = await readOnly<{ runs: boolean }>(client, 'select exists (select from $1) as runs', [
      new QuotedName(name),
    ]);
    if (rows[0]!.runs) found.push(what);
  }
  // From 19 on the view of CLUSTER shows what REPACK does.
  return found.includes('repack') ? found.filter((what) => what !== 'cluster') : found;
}
