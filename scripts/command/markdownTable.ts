/** Columns as wide as their widest cell, as the formatter has them. */
export function renderTable([head, ...rows]: readonly (readonly string[])[]): string[] {
  const all = [head!, ...rows];
  const widths = head!.map((_, column) => Math.max(3, ...all.map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head!), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
