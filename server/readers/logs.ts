import type { ListedCheckpoint } from '../../domain/checkpoints.ts';
import type { ImportProgress, LogImport } from '../../domain/logImports.ts';
import { readLogImports, readLogRecords } from '../../redis/logImports.ts';
import type { Services } from '../services.ts';
import { fromRedis } from '../unavailable.ts';

export interface LogImports {
  /** Newest first. */
  readonly imports: readonly LogImport[];
  /** Null: none is being read. */
  readonly progress: ImportProgress | null;
}

export async function readImports({ redis, logImporter }: Services): Promise<LogImports> {
  return { imports: await fromRedis(readLogImports(redis, Date.now())), progress: logImporter.progress };
}

/** Newest first; none where the import is gone. */
export const readRecords = async ({ redis }: Services, id: string): Promise<readonly ListedCheckpoint[]> =>
  (await fromRedis(readLogRecords(redis, id))) ?? [];
