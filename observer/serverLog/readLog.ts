import { readTextLines } from '../../machine/readText.ts';
import type { Damage } from '../../machine/unpack.ts';

/** LogReportBuilder, LogImportBuilder. */
export interface LogCollector {
  addLine(line: string, file: string): void;
  addDamage(file: string, damage: Damage): void;
  endOpen(file: string): void;
  /** See readTextLines. */
  addBytes?(bytes: number): void;
}

/**
 * Hands the lines of one file, as people have it, to a collector.
 * @throws PackedFormatError and what the input throws.
 */
export async function readLog(
  input: AsyncIterable<Uint8Array>,
  file: string,
  collector: LogCollector,
): Promise<void> {
  const lines = readTextLines(input, {
    onDamage: (damage) => collector.addDamage(file, damage),
    onOpenEnd: () => collector.endOpen(file),
    onBytes: collector.addBytes?.bind(collector),
  });
  for await (const line of lines) collector.addLine(line, file);
}
