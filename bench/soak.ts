import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runBackpressure } from './endurance/backpressure.ts';
import { runOutages } from './endurance/outages.ts';
import { renderBackpressure, renderOutages, renderSoak } from './endurance/render.ts';
import { soak } from './endurance/soak.ts';
import { SCENARIO_NAMES } from './endurance/types.ts';
import { complain, say } from '../scripts/terminal.ts';

const USAGE = `Usage: npm run soak -- [--scenario soak|outages|backpressure] [--minutes N] [--dir DIR] [--json FILE]

Long runs of the preset incident on servers of their own.

  soak          an hour, the strategy switched every five minutes: what could grow (memory, files, connections, tables)
  outages       Redis, then PostgreSQL, away for a minute each (6 minutes in all)
  backpressure  twice what it can write down, for five minutes (8 minutes in all)

  --minutes N   of soak, all parts together (default 60)
  --dir DIR     where soak keeps servers and samples (default .data/soak): started again it goes on where it was
  --json FILE   the figures for programs`;

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: 'soak' },
    minutes: { type: 'string', default: '60' },
    dir: { type: 'string', default: '.data/soak' },
    json: { type: 'string' },
    help: { type: 'boolean' },
  },
});
const scenario = SCENARIO_NAMES.find((name) => name === values.scenario);
const minutes = Number(values.minutes);
if (values.help === true) {
  say(USAGE);
  process.exit(0);
}
if (scenario === undefined)
  refuse(`--scenario is "${values.scenario}": it takes ${SCENARIO_NAMES.join(', ')}`);
if (!(minutes >= 1 && minutes <= 10_000)) refuse(`--minutes is "${values.minutes}": it takes 1 to 10000`);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    say('Stopping; samples are kept …');
    stop.abort();
  });
}
const { result, text } = await run();
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
say(`\n${text}`);
process.exit(0);

async function run(): Promise<{ readonly result: unknown; readonly text: string }> {
  switch (scenario!) {
    case 'soak': {
      const dir = resolve(fileURLToPath(new URL('..', import.meta.url)), values.dir);
      const samples = await soak({ minutes, dir, say, signal: stop.signal });
      return { result: samples, text: renderSoak(samples) };
    }
    case 'outages': {
      const reports = await runOutages(say);
      return { result: reports, text: renderOutages(reports) };
    }
    case 'backpressure': {
      const report = await runBackpressure(say);
      return { result: report, text: renderBackpressure(report) };
    }
  }
}

function refuse(message: string): never {
  complain(`${message}\nTry --help.`);
  process.exit(2);
}
