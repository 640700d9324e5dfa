/** One file that needs nothing else: it contains its styles and runs no script. `body`: HTML. */
export function renderPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Breakwater: ${escapeHtml(title)}</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
  th, td { text-align: left; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid #8884; white-space: pre; }
  .wide { overflow-x: auto; }
  svg { max-width: 100%; height: auto; } svg text { fill: currentColor; font-size: 11px; }
  figure { margin: 1.5rem 0; } figcaption { font-weight: 600; }
</style>
<h1>${escapeHtml(title)}</h1>
${body}
</html>
`;
}

/** Texts; the first of each row names it. */
export function renderTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => `<th>${escapeHtml(text)}</th>`).join('');
  const body = rows.map(([name = '', ...cells]) => {
    const rest = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('');
    return `<tr><th>${escapeHtml(name)}</th>${rest}</tr>`;
  });
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>
${body.join('\n')}
</tbody></table></div>`;
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
