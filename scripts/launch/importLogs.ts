import { accessSync, constants } from 'node:fs';
import { basename } from 'node:path';
import { MAX_LOG_NAME } from '../../domain/logImports.ts';
import { formatCount } from '../../domain/format.ts';
import { printable } from '../../domain/printable.ts';
import { LogImportBuilder } from '../../observer/serverLog/LogImportBuilder.ts';
import { createRedisClient } from '../../redis/client.ts';
import { writeLogImports } from '../../redis/logImports.ts';
import { ArgumentError } from '../command/arguments.ts';
import { complain, say } from '../command/terminal.ts';
import { listFiles, readLogFile } from '../observe/reportLogs.ts';
import type { Run } from './runStack.ts';

/** The files behind one --log, as one log. */
export interface GivenLog {
  readonly name: string;
  readonly files: readonly string[];
}

/** @throws ArgumentError for a file that cannot be read. */
export function findLogs(patterns: readonly string[]): readonly GivenLog[] {
  return patterns.map((pattern) => ({
    name: basename(pattern).slice(0, MAX_LOG_NAME),
    files: findFiles(pattern),
  }));
}

function findFiles(pattern: string): readonly string[] {
  try {
    const files = listFiles(pattern);
    for (const file of files) if (file !== '-') accessSync(file, constants.R_OK);
    return files;
  } catch (error: unknown) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === undefined ? message : `--log is "${printable(pattern)}": it cannot be read (${code})`;
    throw new ArgumentError(why, { needsUsage: false });
  }
}

/** Beside everything else of a run: a log that cannot be imported is said, and ends nothing. */
export async function importLogs(logs: readonly GivenLog[], redisUrl: string, run: Run): Promise<void> {
  for (const log of logs) {
    if (run.isEnding()) return;
    await importLog(log, redisUrl, run).catch((error: unknown) =>
      complain(printable(error instanceof Error ? error.message : String(error))),
    );
  }
}

async function importLog({ name, files }: GivenLog, redisUrl: string, run: Run): Promise<void> {
  const builder = new LogImportBuilder(name);
  for (const file of files) await readLogFile(file, builder);
  const imports = builder.build(Date.now());
  if (run.isEnding()) return;
  if (imports.length === 0) return complain(printable(builder.describeNothing()));
  const redis = createRedisClient({ url: redisUrl, name: 'import', onError: () => undefined });
  try {
    await writeLogImports(redis, imports);
  } finally {
    redis.disconnect();
  }
  const kept = imports.reduce((sum, { about }) => sum + about.understood, 0);
  say(
    `Log          ${printable(name)}: ${formatCount(kept)} ${kept === 1 ? 'checkpoint' : 'checkpoints'}, on the page Logs`,
  );
}
