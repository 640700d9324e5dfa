import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readServerFacts } from '../../db/statements/readServerFacts.ts';
import { connectObserver } from '../../observer/connectObserver.ts';
import { findDebianPostgres, type ObservedServer, ObservedServers } from '../support/observedServer.ts';

const servers = new ObservedServers();
const debianDir = findDebianPostgres(15);
const VERSIONS = [
  { name: 'the embedded server', server: servers.create('embedded'), isThere: true },
  {
    name: "Debian's 15, where it is installed",
    server: servers.create('debian', { installDir: debianDir }),
    isThere: debianDir !== undefined,
  },
];

afterAll(() => servers.stop());

describe.each(VERSIONS)('$name', ({ server, isThere }) => {
  if (!isThere) return;
  beforeAll(async () => {
    await server.start();
    await server.query("create role customer login password 'customer'");
  });

  it('is taken for none of them', async () => {
    expect(await readAs(server, 'breakwater')).toEqual([]);
    expect(await readAs(server, 'customer')).toEqual([]);
  });

  it('is recognised by roles, not by those that a dump brought to a superuser', async () => {
    await server.query('create role azure_pg_admin');
    expect(await readAs(server, 'customer')).toEqual(['azure']);
    expect(await readAs(server, 'breakwater')).toEqual([]);
    await server.query('drop role azure_pg_admin');
  });

  it("is recognised by functions of PostgreSQL's own schema, not by ones that anybody may make", async () => {
    const define = (schema: string): string =>
      `create function ${schema}.aurora_version() returns text language sql as $$ select '16.4.0' $$`;
    await server.query(define('public'));
    expect(await readAs(server, 'customer')).toEqual([]);
    await server.query('set allow_system_table_mods = on', define('pg_catalog'));
    expect(await readAs(server, 'customer')).toEqual(['aurora']);
  });
});

async function readAs(server: ObservedServer, role: string): Promise<readonly string[]> {
  const url = new URL(server.url);
  if (role === 'customer') [url.username, url.password] = [role, role];
  const client = await connectObserver(url.href);
  try {
    return (await readServerFacts(client)).platforms;
  } finally {
    await client.end();
  }
}
