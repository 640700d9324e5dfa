import type { ChartRow } from './chartRows.ts';

/**
 * Rows to draw a stack from: where a series is 0 before, at and after a moment it has no value, as its line would lie on
 * top of the one below it, and look as if it wrote.
 */
export function hideFlatZeros(rows: readonly ChartRow[], keys: readonly string[]): ChartRow[] {
  const isZero = (row: ChartRow | undefined, key: string): boolean => (row?.[key] ?? 0) === 0;
  return rows.map((row, i) => {
    const flat = keys.filter((key) => [rows[i - 1], row, rows[i + 1]].every((near) => isZero(near, key)));
    return flat.length === 0 ? row : { ...row, ...Object.fromEntries(flat.map((key) => [key, null])) };
  });
}
