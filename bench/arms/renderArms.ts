import { formatCount } from '../../domain/format.ts';
import type { ArmMeasurement } from './measureArm.ts';

const HEADS = [
  '',
  'updates/s',
  'to direct',
  '30 updates p50',
  'p99',
  'WAL per 1,000',
  'checkpoint pages',
  'rows lost',
];

/** A table for a terminal. */
export function renderArms(arms: readonly ArmMeasurement[]): string {
  const base = arms[0]!.updatesPerSecond;
  const rows = arms.map((arm) => [
    arm.name,
    formatCount(arm.updatesPerSecond),
    `× ${(arm.updatesPerSecond / base).toFixed(1)}`,
    `${arm.p50Ms.toPrecision(2)} ms`,
    `${arm.p99Ms.toPrecision(2)} ms`,
    `${formatCount(arm.walBytesPerThousand / 1_000)} kB`,
    formatCount(arm.checkpointBuffers),
    `${formatCount(arm.rowsLost)} of ${formatCount(arm.rowsUpdated)}`,
  ]);
  const table = [HEADS, ...rows];
  const widths = HEADS.map((_, column) => Math.max(...table.map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('   ');
  return table.map(line).join('\n');
}
