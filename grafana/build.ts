import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renderFiles } from './source/files.ts';
import { DEFAULT_DOCS } from './source/prometheusFiles.ts';

const USAGE = `Usage: npm run grafana:build -- [--docs ADDRESS]

Writes dashboards, rules, alerts and their tests below grafana/ from grafana/source. Commit what it writes.

  --docs ADDRESS  where docs/alerts.md can be read; alerts link to it (default ${DEFAULT_DOCS})`;

const options = { docs: { type: 'string', default: DEFAULT_DOCS }, help: { type: 'boolean' } } as const;
const { values } = parseArgs({ options });
if (values.help) process.stdout.write(`${USAGE}\n`);
else write(values.docs);

function write(docs: string): void {
  for (const [path, text] of Object.entries(renderFiles(docs))) {
    writeFileSync(fileURLToPath(new URL(path, import.meta.url)), text);
    process.stdout.write(`Wrote grafana/${path}\n`);
  }
}
