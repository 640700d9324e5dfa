import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { nameArm, parsePlan, PlanError, planRuns } from '../experiment/plan.ts';
import { renderHtml } from '../experiment/renderHtml.ts';
import { renderMarkdown, renderText } from '../experiment/renderText.ts';
import { type ExperimentProgress, runExperiment } from '../experiment/runExperiment.ts';
import { createStore, type ExperimentStore } from '../experiment/store.ts';
import type { ExperimentPlan, ExperimentResult } from '../domain/experiment.ts';
import { claimDataDirOrExit } from '../scripts/dataDir.ts';
import { complain, say } from '../scripts/terminal.ts';

const USAGE = `Usage: npm run compare -- [--arms A,B,…] [--preset NAME] [--cycles N] [--repetitions N] [--time-scale N]
       [--seed N] [--json FILE] [--markdown FILE] [--html FILE] [--database URL [--yes]]

Runs the same workload once per arm and repetition, each from the same table, on servers of its own, and compares what
they cost PostgreSQL. Ctrl-C keeps what is done.

  --arms A,B,…       strategies to compare, the first is the base (default direct,hybrid,hybrid-split). An arm may name
                     a settings profile and the seconds between two syncs: hybrid:calm, hybrid@600, hybrid:calm@600
  --preset NAME      incident (default), seed, firehose
  --cycles N         checkpoint cycles measured in each run (default 3; take a multiple of three: the workload's jobs
                     run once in three cycles)
  --repetitions N    runs of each arm, forth and back in turn (default 2)
  --time-scale N     default 10; 1 is real time, a cycle takes five minutes then
  --seed N           of the workload (default 1)
  --database URL     your own server: a schema of its own, breakwater_compare, dropped afterwards; asks first
  --json, --markdown, --html FILE   the result for programs, for a document, for a browser`;

const options = {
  arms: { type: 'string' },
  preset: { type: 'string' },
  cycles: { type: 'string' },
  repetitions: { type: 'string' },
  'time-scale': { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'string' },
  markdown: { type: 'string' },
  html: { type: 'string' },
  database: { type: 'string' },
  yes: { type: 'boolean' },
  id: { type: 'string' },
  help: { type: 'boolean' },
} as const;

const values = readArguments();
const plan = readPlan();
if (values.database !== undefined && values.yes !== true && !(await confirm(values.database)))
  process.exit(1);
const store = createStore(claimDataDirOrExit(process.env['DATA_DIR']));
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    say('Stopping; what is done is kept …');
    stop.abort();
  });
}
process.exitCode = await compare(plan, store);

async function compare(wanted: ExperimentPlan, kept: ExperimentStore): Promise<number> {
  const entry = kept.open(values.id, wanted);
  try {
    const result = await runExperiment({
      plan: wanted,
      id: entry.id,
      databaseUrl: values.database,
      say,
      onProgress: (progress) => {
        entry.progress(progress);
        say(describeProgress(progress));
      },
      onResult: (soFar) => entry.keep(soFar),
      signal: stop.signal,
    });
    entry.close(result);
    write(result);
    return result.complete && result.arms.every(({ identical }) => identical) ? 0 : 1;
  } catch (error: unknown) {
    entry.fail(error instanceof Error ? error.message : String(error));
    complain(error);
    return 1;
  }
}

function write(result: ExperimentResult): void {
  say(`\n${renderText(result)}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  if (values.markdown !== undefined) writeFileSync(values.markdown, renderMarkdown(result));
  if (values.html !== undefined) writeFileSync(values.html, renderHtml(result));
}

function describeProgress({ done, runs, arm, cycle, secondsLeft }: ExperimentProgress): string {
  if (arm === null) return `Preparing ${runs} runs: ${plan.arms.map(nameArm).join(', ')}`;
  const minutes = secondsLeft === null ? '' : `, about ${Math.max(1, Math.round(secondsLeft / 60))} min left`;
  const discarded = cycle === 0 ? 'first cycle, discarded' : 'every row is synced once';
  const at = cycle === null || cycle === 0 ? discarded : `cycle ${cycle} of ${plan.cycles}`;
  return `Run ${done + 1} of ${runs}, ${arm}: ${at}${minutes}`;
}

function readArguments() {
  try {
    const parsed = parseArgs({ options }).values;
    if (parsed.help !== true) return parsed;
    say(USAGE);
    process.exit(0);
  } catch (error: unknown) {
    complain(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(1);
  }
}

function readPlan(): ExperimentPlan {
  try {
    const parsed = parsePlan(values);
    const profiled = parsed.arms.find(({ profile }) => profile !== 'default');
    if (values.database !== undefined && profiled !== undefined) {
      throw new PlanError(
        `--arms has "${nameArm(profiled)}": the settings of the server behind --database are its owner's, so leave out :${profiled.profile}`,
      );
    }
    return parsed;
  } catch (error: unknown) {
    if (!(error instanceof PlanError)) throw error;
    complain(error);
    process.exit(1);
  }
}

async function confirm(url: string): Promise<boolean> {
  const host = URL.canParse(url) ? new URL(url).host : 'that server';
  if (!process.stdin.isTTY) {
    complain(`--database ${host}: nobody can be asked here, so say --yes`);
    return false;
  }
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await reader.question(
    `This creates the schema breakwater_compare on ${host}, writes to it for about ${planRuns(plan).length} runs, forces ` +
      'checkpoints, and drops the schema afterwards. Go on? [y/N] ',
  );
  reader.close();
  return /^y(es)?$/i.test(answer.trim());
}
