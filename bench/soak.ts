import { resolve } from 'node:path';
import { runBackpressure } from './soak/backpressure.ts';
import { runOutages } from './soak/outages.ts';
import { renderBackpressure, renderOutages, renderSoak } from './soak/render.ts';
import { soak, type SoakOptions } from './soak/soak.ts';
import { SCENARIO_NAMES, type ScenarioName } from './soak/types.ts';
import { abortOnSignal } from '../scripts/command/abortOnSignal.ts';
import { oneOf, text, wholeNumber } from '../scripts/command/arguments.ts';
import { defineCommand } from '../scripts/command/Command.ts';
import { createOutput, outputFlags, type Result } from '../scripts/command/output.ts';
import { projectDir } from '../machine/projectDir.ts';

const USAGE = `Usage: npm run verify -- soak [--scenario soak|outages|backpressure] [--minutes N] [--dir DIR]
       [--json] [--output FILE]

Long runs of the preset incident on servers of their own.

  soak          an hour, the strategy switched every five minutes: what could grow (memory, files, connections, tables)
  outages       Redis, then PostgreSQL, away for a minute each (6 minutes in all)
  backpressure  twice what it can write down, for five minutes (8 minutes in all)

  --minutes N   of soak, all parts together (default 60)
  --dir DIR     where soak keeps servers and samples (default .data/soak): started again it goes on where it was
  --json        the figures for programs; --output FILE the same into FILE (.json)`;

export const command = defineCommand({
  usage: USAGE,
  flags: {
    scenario: oneOf(SCENARIO_NAMES, 'soak'),
    minutes: wholeNumber(1, 10_000, 60),
    dir: text('.data/soak'),
    ...outputFlags(),
  },
  run: async (values) => {
    const { say, give } = createOutput(values);
    const signal = abortOnSignal(() => say('Stopping; samples are kept …'));
    give(await runScenario({ ...values, dir: resolve(projectDir, values.dir), say, signal }));
  },
});

async function runScenario({
  scenario,
  ...options
}: SoakOptions & { readonly scenario: ScenarioName }): Promise<Result> {
  switch (scenario) {
    case 'soak': {
      const samples = await soak(options);
      return { value: samples, text: `\n${renderSoak(samples)}` };
    }
    case 'outages': {
      const reports = await runOutages(options.say);
      return { value: reports, text: `\n${renderOutages(reports)}` };
    }
    case 'backpressure': {
      const report = await runBackpressure(options.say);
      return { value: report, text: `\n${renderBackpressure(report)}` };
    }
  }
}
