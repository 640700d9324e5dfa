import { listBuffers } from '../../buffer/listBuffers.ts';
import type { Services } from '../services.ts';
import type { ApplicationTable } from '../types.ts';
import { fromRedis } from '../unavailable.ts';

/** Of each table, the oldest. */
const MAX_LETTERS = 20;

/** What the buffers of applications hold, by name; empty where nobody has said where they are. */
export async function readApplications({ bufferRedis }: Services): Promise<readonly ApplicationTable[]> {
  if (bufferRedis === null) return [];
  const tables = await fromRedis(listBuffers(bufferRedis, MAX_LETTERS));
  return tables.map(({ buffer, table, ledger, deadLetters }) => ({
    buffer,
    table,
    waiting: ledger.pending,
    oldestSince: ledger.oldestDirtyAt === null ? null : Math.floor(ledger.oldestDirtyAt / 1_000),
    parked: ledger.parked,
    dead: ledger.dead,
    accepted: ledger.accepted,
    written: ledger.acknowledged,
    imbalance: ledger.imbalance,
    letters: deadLetters.map(({ id, code, reason, diedAt }) => ({
      id,
      code,
      reason,
      diedAt: Date.parse(diedAt),
    })),
  }));
}
