import type { CheckpointerSample } from '../../../db/statements/readCheckpointer.ts';
import type { CheckpointSettings, ServerFacts } from '../../../db/statements/readServerFacts.ts';
import type { Interruption, NextCheckpoint, RunningCheckpoint } from './types.ts';

/** Something the observer cannot see, what that costs, and the statement that would change it. */
export interface MissingSight {
  readonly what: string;
  readonly consequence: string;
  readonly remedy: string;
}

export type ObserverStatus =
  | { readonly connected: true; readonly since: number }
  | {
      readonly connected: false;
      readonly since: number;
      /** SQLSTATE or the system's code: never a message, which may hold names and addresses. */
      readonly code: string;
    };

/** What the observer knows now; times in ms since the epoch. */
export interface ObserverView {
  readonly at: number;
  /** Its last answer; null before the first, absent where an older worker wrote. */
  readonly answeredAt?: number | null;
  readonly status: ObserverStatus;
  readonly missing: readonly MissingSight[];
  readonly lastInterruption: { readonly kind: Interruption; readonly at: number } | null;
  /** Null before the first connection; while it is lost, what was last seen. */
  readonly server: ServerFacts | null;
  readonly settings: CheckpointSettings | null;
  readonly sample: CheckpointerSample | null;
  readonly dirtyBuffers: number | null;
  /** WAL since redo that forces a checkpoint, at the most. */
  readonly walTriggerBytes: number | null;
  readonly walBytesPerSecond: number;
  /** While the connection is lost, as last seen; the next one, too. */
  readonly running: RunningCheckpoint | null;
  readonly next: NextCheckpoint | null;
}

/** What this role cannot see of this server. */
export function listMissingSights(server: ServerFacts): MissingSight[] {
  const missing: MissingSight[] = [];
  const grant = `GRANT pg_monitor TO ${quoteIdentifier(server.role)};`;
  if (!server.seesWaits) {
    missing.push({
      what: 'wait events of the checkpointer',
      consequence: 'phases are told from the counters alone, and a skipped checkpoint 5 s late',
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

const NO_DIRTY_PAGES = 'the next checkpoint is expected to write as many pages as the last one';

/** Always in quotes: a role may be called user, which is a reserved word. */
function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
