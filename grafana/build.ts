import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { text } from '../scripts/command/arguments.ts';
import { defineCommand } from '../scripts/command/Command.ts';
import { say } from '../scripts/command/terminal.ts';
import { renderFiles } from './source/files.ts';
import { DEFAULT_DOCS } from './source/prometheusFiles.ts';

const USAGE = `Usage: npm run verify -- grafana [--docs ADDRESS]

Writes dashboards, rules, alerts and their tests below grafana/ from grafana/source. Commit what it writes.

  --docs ADDRESS  where docs/alerts.md can be read; alerts link to it (default ${DEFAULT_DOCS})`;

export const command = defineCommand({
  usage: USAGE,
  flags: { docs: text(DEFAULT_DOCS) },
  run: async ({ docs }) => {
    for (const [path, content] of Object.entries(renderFiles(docs))) {
      writeFileSync(fileURLToPath(new URL(path, import.meta.url)), content);
      say(`Wrote grafana/${path}`);
    }
  },
});
