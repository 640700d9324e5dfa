import type { ShardKeys } from '../keys.ts';
import { LostHistoryError } from '../PutChannel.ts';
import { readAcknowledged, type RunBufferScript, settle } from '../scripts.ts';
import type { FlushTarget, ShardState, WriteOutcome } from '../ShardFlusher.ts';
import { isRefusal, readSqlState } from '../sqlState.ts';
import type { Table, TableFacts } from './declaration.ts';
import { insertRecord, readEpoch, readRecords, type ShardName } from './shardRecords.ts';
import { addStep, fromBufferEntry, type RecordStep } from './tableEntry.ts';
import type { Queryable } from './types.ts';
import { writeRows } from './writeRows.ts';

export interface TableTargetOptions {
  readonly db: Queryable;
  readonly table: Table;
  readonly facts: TableFacts;
  readonly run: RunBufferScript;
  readonly nameOf: (shard: number) => ShardName;
  readonly keysOf: (shard: number) => ShardKeys;
}

export const hasSums = ({ fields }: Table): boolean => fields.some(({ merge }) => merge === 'add');

/** Buffered rows go to their table; those of a table with sums exactly once. */
export function createTableTarget(options: TableTargetOptions): FlushTarget {
  const { db, table, facts, nameOf } = options;
  const isExact = hasSums(table);

  async function write({
    shard,
    state,
    entries,
    accepted,
  }: Parameters<FlushTarget['write']>[0]): Promise<WriteOutcome> {
    // In the order of their keys, as every other writer goes.
    const sorted = [...entries].sort((a, b) => (a.key < b.key ? -1 : 1));
    const rows = sorted.map((entry) => fromBufferEntry(table, entry));
    const steps = sorted.map((entry) => JSON.stringify(addStep(entry)));
    try {
      const { epoch, written, missing, record } = await writeRows(db, table, {
        rows,
        facts,
        fence: { ...nameOf(shard), epoch: state.epoch },
        ...(isExact && { record: { seen: accepted, steps } }),
      });
      if (epoch == null) return { kind: 'fenced' };
      return {
        kind: 'written',
        epoch,
        rowsWritten: written,
        pointsWritten: 0,
        missing: new Set(missing.map((at) => sorted[at]!.key)),
        skippedOrder: 0,
        ...(record !== undefined && { record }),
      };
    } catch (error: unknown) {
      const code = readSqlState(error);
      if (!isRefusal(code)) throw error;
      return { kind: 'refused', code, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  if (!isExact) return { readState: async (shard) => ({ epoch: await readEpoch(db, nameOf(shard)) }), write };
  return {
    readState: (shard) => settleRecords(options, shard),
    write,
    recordBurial: async ({ shard, state, entry, accepted, code, reason }) => {
      const step: RecordStep = ['bury', entry.key, entry.version, code, reason];
      const record = JSON.stringify({ seen: accepted, steps: [step] });
      const epoch = await insertRecord(db, { ...nameOf(shard), epoch: state.epoch }, record);
      return epoch === null ? null : { epoch, record };
    },
  };
}

/**
 * Brings Redis to where PostgreSQL is: a write was committed, and whoever made it died before Redis knew. Redis is asked
 * first: asked after PostgreSQL, a healthy flush in between would look like a PostgreSQL that was set back.
 * @throws LostHistoryError where the two cannot be brought together
 */
async function settleRecords(
  { db, run, nameOf, keysOf, table }: TableTargetOptions,
  shard: number,
): Promise<ShardState> {
  const keys = keysOf(shard);
  for (let before = NaN; ;) {
    const { epoch: redisEpoch } = await readAcknowledged(run, keys);
    const epoch = await readEpoch(db, nameOf(shard));
    const both = `${table.name}, shard ${shard}: PostgreSQL has ${epoch} writes, Redis knows of ${Math.max(0, redisEpoch)}`;
    if (redisEpoch === -1 && epoch === 0) {
      await readAcknowledged(run, keys, { begin: true });
      continue;
    }
    if (redisEpoch === -1) throw new LostHistoryError(`${both}: Redis was emptied or set back. ${REMEDY}`);
    if (redisEpoch > epoch) throw new LostHistoryError(`${both}: PostgreSQL was set back. ${REMEDY}`);
    if (redisEpoch === epoch) return { epoch };
    const records = await readRecords(db, nameOf(shard), redisEpoch);
    const isWhole = records[0]?.epoch === redisEpoch + 1;
    // Another flusher may have settled them meanwhile: then Redis is further on at the next read.
    if (!isWhole && before === redisEpoch)
      throw new LostHistoryError(`${both}, and the records between are gone: Redis was set back. ${REMEDY}`);
    before = redisEpoch;
    for (const record of isWhole ? records : []) {
      const settled = await settle(run, keys, record);
      if (settled.kind === 'lost')
        throw new LostHistoryError(
          `${both}, and has lost updates that were written: Redis was set back. ${REMEDY}`,
        );
      if (settled.kind === 'out-of-turn') break;
    }
  }
}

const REMEDY =
  'Nothing is written until buffer.resolve() says to go on from here; see the README on lost history.';
