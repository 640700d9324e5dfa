import type { UnobservedPart } from '../domain/observerView.ts';
import type { ServerFacts } from '../domain/postgres.ts';

/** What this role cannot see of this server. A standby takes no statement that changes that: its primary does. */
export function listUnobserved(server: ServerFacts, { isStandby = false } = {}): UnobservedPart[] {
  const missing = listMissing(server);
  if (!isStandby) return missing;
  return missing.map(({ remedy, ...part }) => ({ ...part, remedy: `${remedy} -- on the primary` }));
}

function listMissing(server: ServerFacts): UnobservedPart[] {
  const missing: UnobservedPart[] = [];
  const grant = `GRANT pg_monitor TO ${quoteIdentifier(server.role)};`;
  if (!server.seesWaits) {
    missing.push({
      what: 'wait events of the checkpointer',
      consequence:
        'phases come from the counters, a skipped checkpoint shows 5 s late, and sessions of other roles are not seen, so that no spike is found',
      remedy: grant,
    });
  }
  if (server.dirtyPages === 'not-allowed') {
    missing.push({ what: 'dirty pages', consequence: NO_DIRTY_PAGES, remedy: grant });
  }
  if (server.dirtyPages === 'extension-missing') {
    missing.push({
      what: 'dirty pages',
      consequence: NO_DIRTY_PAGES,
      remedy: 'CREATE EXTENSION pg_buffercache;',
    });
  }
  if (server.dirtyPages === 'unsafe-schema') {
    missing.push({
      what: 'dirty pages: the owner of the schema of pg_buffercache could put a function of their own in its place',
      consequence: NO_DIRTY_PAGES,
      remedy: `CREATE SCHEMA pages; ALTER EXTENSION pg_buffercache SET SCHEMA pages; GRANT USAGE ON SCHEMA pages TO ${quoteIdentifier(server.role)};`,
    });
  }
  return missing;
}

const NO_DIRTY_PAGES =
  'the next checkpoint is expected to write as many pages as the last one, and the tables that fill it are estimated';

/** Always in quotes: a role may be called user, which is a reserved word. */
function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
