/**
 * A statement that says which component wrote it, in pg_stat_statements, pg_stat_activity and the server's log. The comment
 * stands at the end: from PostgreSQL 18 on, pg_stat_statements leaves out what stands before a statement's first word.
 */
export const signStatement = (component: string, text: string): string =>
  `${text}\n/* breakwater:${component} */`;
