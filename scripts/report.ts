import { writeFileSync } from 'node:fs';
import { ConfigError } from '../worker/config/index.ts';
import { parsed, text } from './command/arguments.ts';
import { defineCommand } from './command/Command.ts';
import { findRun, type FoundRun } from './command/findRun.ts';
import { say } from './command/terminal.ts';

const USAGE = `Usage: npm run report -- [--output FILE] [--before MS] [--after MS] [--server NAME]

Writes what the last mark changed into one HTML file that needs no server: the last period beside this one, each figure
with its change and a 99 % interval. Needs a running npm start or npm run watch.

  --output FILE  before-and-after.html without it
  --before MS    the first period, by the time of its mark in ms since the epoch: the overview's address has it
  --after MS     the second one
  --server NAME  one of several servers that are watched

DASHBOARD_TOKEN is as for npm start.`;

const time = parsed(
  (given) => (/^\d{1,15}$/.test(given) ? given : undefined),
  'a time in ms since the epoch',
);

export const command = defineCommand({
  usage: USAGE,
  flags: { output: text('before-and-after.html'), before: time, after: time, server: text(null) },
  run: async ({ output, before, after, server }) => {
    const run = findRun(server);
    const asked = { before, after, server: run.server };
    const query = new URLSearchParams(
      Object.entries(asked).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    );
    const page = await load(run, `/api/export/periods?${query}`);
    writeFileSync(output, page);
    say(`Wrote ${output}, ${Math.ceil(Buffer.byteLength(page) / 1_024)} kB`);
  },
});

async function load({ dashboardUrl, dashboardToken }: FoundRun, path: string): Promise<string> {
  if (dashboardUrl === undefined) {
    throw new ConfigError(
      'No dashboard runs here: start npm start or npm run watch, or use the button on the overview.',
    );
  }
  const cookie = dashboardToken === undefined ? null : await logIn(dashboardUrl, dashboardToken);
  const response = await fetch(`${dashboardUrl}${path}`, { headers: cookie === null ? {} : { cookie } });
  if (!response.ok) throw new Error(await readError(response));
  return response.text();
}

async function logIn(dashboardUrl: string, token: string): Promise<string> {
  const response = await fetch(`${dashboardUrl}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  if (!response.ok) throw new Error(await readError(response));
  return response.headers.get('set-cookie')!.split(';', 1)[0]!;
}

async function readError(response: Response): Promise<string> {
  const { error } = (await response.json().catch(() => ({}))) as { readonly error?: string };
  return error ?? `The dashboard answered ${response.status}`;
}
