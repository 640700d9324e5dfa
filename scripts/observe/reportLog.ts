import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { buildLogReport, formatLogReport } from '../../observer/serverLog/logReport.ts';
import { readLines } from '../../machine/readLines.ts';
import { say } from '../command/terminal.ts';

/**
 * Reads a server's log (`-`: standard input; .gz is unpacked) and prints what its checkpoints tell.
 * @throws Error where the file cannot be read.
 */
export async function reportLog(file: string, json: boolean): Promise<void> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  const lines = file.endsWith('.gz') ? input.compose(createGunzip()) : input;
  const report = await buildLogReport(readLines(lines)).catch((error: unknown) => {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Error(`--log is "${file}": it cannot be read (${reason})`, { cause: error });
  });
  say(json ? JSON.stringify(report) : formatLogReport(report));
}
