import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectObserver } from '../../observer/connectObserver.ts';
import { readCheckpointer } from '../../observer/statements/readCheckpointer.ts';
import { readServerFacts } from '../../db/statements/readServerFacts.ts';
import { eventually } from '../support/eventually.ts';
import { findDebianPostgres, type ObservedServer, ObservedServers } from '../support/observedServer.ts';

const servers = new ObservedServers();
const debianDir = findDebianPostgres(15);
const embedded = servers.create('embedded');
const debian = servers.create('debian', { installDir: debianDir });
afterAll(() => servers.stop());

async function readWrites(server: ObservedServer) {
  const client = await connectObserver(server.url);
  const { serverVersion } = await readServerFacts(client);
  const { pageWrites } = await readCheckpointer(client, serverVersion);
  await client.end();
  return pageWrites;
}

/** Some 5,000 pages through 2,048 shared buffers, which a backend has to clean for itself; then vacuum and a checkpoint. */
async function write(server: ObservedServer): Promise<void> {
  await server.query(
    'create table filler (id integer, pad text)',
    'alter table filler alter pad set storage plain',
    `insert into filler select i, repeat('x', 3500) from generate_series(1, 10000) i`,
    'update filler set id = id + 1 where id % 3 = 0',
    'vacuum filler',
    'checkpoint',
  );
}

describe('pages by who wrote them', () => {
  beforeAll(() => embedded.start());

  it('are those of pg_stat_io, each in one place', async () => {
    await write(embedded);
    await eventually(async () => {
      const [io] = await embedded.query(`
        select sum(write_bytes)::float8 / 8192 as all_pages,
          sum(write_bytes) filter (where backend_type = 'checkpointer')::float8 / 8192 as checkpointer,
          sum(write_bytes) filter (where context = 'vacuum')::float8 / 8192 as vacuum
        from pg_stat_io where object = 'relation'`);
      const { checkpointer, bgwriter, backends, vacuum } = await readWrites(embedded);
      expect(checkpointer).toBe(io!['checkpointer']);
      expect(vacuum).toBe(io!['vacuum']);
      expect(checkpointer! + bgwriter! + backends! + vacuum!).toBe(io!['all_pages']);
      expect(Math.min(checkpointer!, backends!, vacuum!)).toBeGreaterThan(100);
    });
  });
});

describe.skipIf(debianDir === undefined)("pages on Debian's 15", () => {
  beforeAll(() => debian.start());

  it('are those of pg_stat_bgwriter, and vacuum is not known apart', async () => {
    await write(debian);
    await eventually(async () => {
      const [row] = await debian.query('select * from pg_stat_bgwriter');
      const { checkpointer, bgwriter, backends, vacuum } = await readWrites(debian);
      expect(String(checkpointer)).toBe(row!['buffers_checkpoint']);
      expect(String(bgwriter)).toBe(row!['buffers_clean']);
      expect(String(backends)).toBe(row!['buffers_backend']);
      expect(vacuum).toBeNull();
      expect(Math.min(checkpointer!, backends!)).toBeGreaterThan(100);
    });
  });
});
