/**
 * A statement that says which component wrote it, in pg_stat_statements, pg_stat_activity and the server's log. The comment
 * is behind the first word: from PostgreSQL 18 on, pg_stat_statements leaves out what is before it, and
 * pg_stat_activity cuts a statement after track_activity_query_size.
 */
export const signStatement = (component: string, text: string): string =>
  text.replace(/^\s*\w+/, `$& /* breakwater:${component} */`);
