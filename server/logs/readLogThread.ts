import { parentPort, workerData } from 'node:worker_threads';
import { PackedFormatError } from '../../machine/unpack.ts';
import { LogImportBuilder } from '../../observer/serverLog/LogImportBuilder.ts';
import { readLog } from '../../observer/serverLog/readLog.ts';
import { describeTooLarge } from './describeTooLarge.ts';
import type { ThreadInput, ThreadMessage } from './threadMessages.ts';

const LINES_BETWEEN = 20_000;

const { file, maxBytes } = workerData as ThreadInput;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- that of a window
const say = (message: ThreadMessage): void => parentPort?.postMessage(message);

/** Reads the log that comes on standard input: off the main thread, which goes on answering. */
async function read(): Promise<ThreadMessage> {
  const builder = new LogImportBuilder(file);
  let bytes = 0;
  try {
    await readLog(process.stdin, file, {
      // A small packed file may hold any amount of text, without a newline in it.
      addBytes: (unpacked) => {
        bytes += unpacked;
        if (bytes > maxBytes) throw new TooLargeError();
      },
      addLine: (line) => {
        builder.addLine(line, file);
        if (builder.lines % LINES_BETWEEN !== 0) return;
        say({ kind: 'progress', lines: builder.lines, checkpoints: builder.checkpoints });
      },
      addDamage: (_file, damage) => builder.addDamage(file, damage),
      endOpen: () => builder.endOpen(file),
    });
  } catch (error: unknown) {
    if (error instanceof TooLargeError)
      return { kind: 'refused', why: describeTooLarge(`${file}, unpacked,`, maxBytes) };
    if (error instanceof PackedFormatError)
      return { kind: 'refused', why: `${file} cannot be read: ${error.message}` };
    throw error;
  }
  const logs = builder.build(Date.now());
  return logs.length === 0 ? { kind: 'refused', why: builder.describeNothing() } : { kind: 'done', logs };
}

class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

say(await read());
