import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PackedFormatError } from '../../machine/unpack.ts';
import type { PacingSettings } from '../../model/pacing.ts';
import type { LogReport } from '../../observer/serverLog/logRecord.ts';
import { LogReportBuilder } from '../../observer/serverLog/LogReportBuilder.ts';
import { type LogCollector, readLog } from '../../observer/serverLog/readLog.ts';

/**
 * Reads the logs of one or more servers (`-`: standard input) and reports what is in them.
 * @throws Error where a file cannot be read at all.
 */
export async function reportLogs(
  files: readonly string[],
  settings: Partial<PacingSettings>,
): Promise<LogReport> {
  const builder = new LogReportBuilder();
  for (const file of files) await readLogFile(file, builder);
  return builder.build(settings);
}

/** @throws Error that says which file cannot be read, and why. */
export async function readLogFile(file: string, collector: LogCollector): Promise<void> {
  const input: AsyncIterable<Uint8Array> = file === '-' ? process.stdin : createReadStream(file);
  const name = file === '-' ? 'standard input' : file;
  try {
    await readLog(input, name, collector);
  } catch (error: unknown) {
    const reason =
      error instanceof PackedFormatError
        ? error.message
        : `it cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`;
    throw new Error(`--log is "${file}": ${reason}`, { cause: error });
  }
}

/**
 * The files that a pattern with * and ? in its last part names, in the order of their names; a file that exists is
 * itself, whatever its name.
 * @throws Error where there is none.
 */
export function listFiles(pattern: string): readonly string[] {
  const name = basename(pattern);
  if (!/[*?]/.test(name) || existsSync(pattern)) return [pattern];
  const folder = dirname(pattern);
  const shape = new RegExp(
    `^${name
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  const found = listNames(folder)
    .filter((entry) => shape.test(entry))
    .toSorted();
  if (found.length === 0) throw new Error(`--log is "${pattern}": no file has such a name`);
  return found.map((entry) => (pattern.startsWith(folder) ? join(folder, entry) : entry));
}

function listNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
