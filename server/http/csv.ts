type Cell = string | number | boolean | null;

export type CsvColumn<Row> = readonly [name: string, read: (row: Row) => Cell];

/** RFC 4180, with a header line. */
export function formatCsv<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const lines = [
    columns.map(([name]) => name),
    ...rows.map((row) => columns.map(([, read]) => formatCell(read(row)))),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** Text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function formatCell(value: Cell): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
