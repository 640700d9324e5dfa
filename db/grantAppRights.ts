import type pg from 'pg';

/** The role that the pipeline runs as where db/roles.sql was run. */
const APP_ROLE = 'breakwater_app';

/** The pipeline's rights on each table: it deletes only from what is tracked, and truncates and alters nothing. */
const APP_RIGHTS: Readonly<Record<string, readonly string[]>> = {
  token_discovery: ['select', 'insert', 'update'],
  token_market: ['select', 'insert', 'update', 'delete'],
  tracked_token: ['select', 'insert', 'delete'],
  token_price: ['select', 'insert'],
  sync_shard: ['select', 'insert', 'update'],
  skipped_poll: ['select', 'insert', 'update'],
  write_mode: ['select', 'insert', 'update'],
  token_current: ['select'],
  breakwater_migrations: ['select'],
};

/**
 * Gives the application's role its rights on the tables, if there is such a role; writes nothing where it has them. The
 * connection is the owner's.
 */
export async function grantAppRights(client: pg.ClientBase): Promise<void> {
  for (const table of await readLackingTables(client)) {
    await client.query(`grant ${APP_RIGHTS[table]!.join(', ')} on ${table} to ${APP_ROLE}`);
  }
}

/** Tables on which the role lacks a right, and on which the connection's own role may grant it. */
async function readLackingTables(client: pg.ClientBase): Promise<string[]> {
  const needed = Object.entries(APP_RIGHTS).flatMap(([table, rights]) =>
    rights.map((right) => ({ table, right })),
  );
  const { rows } = await client.query<{ name: string }>(
    `select distinct n.name
     from pg_roles r, unnest($2::text[], $3::text[]) as n (name, privilege)
     where r.rolname = $1 and not has_table_privilege(r.oid, to_regclass(n.name), n.privilege)
       and pg_has_role((select relowner from pg_class where oid = to_regclass(n.name)), 'usage')`,
    [APP_ROLE, needed.map(({ table }) => table), needed.map(({ right }) => right)],
  );
  return rows.map(({ name }) => name);
}
