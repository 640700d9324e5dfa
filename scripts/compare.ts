import { createInterface } from 'node:readline/promises';
import { nameArm, parsePlan, PLAN_DEFAULTS, PlanError, planRuns } from '../experiment/plan.ts';
import { renderHtml } from '../experiment/renderHtml.ts';
import { renderMarkdown, renderText } from '../experiment/renderText.ts';
import { type ExperimentProgress, runExperiment } from '../experiment/runExperiment.ts';
import { createStore, type ExperimentStore } from '../experiment/store.ts';
import type { ExperimentPlan } from '../domain/experiment.ts';
import { PRESET_NAMES } from '../domain/presets.ts';
import { abortOnSignal } from './command/abortOnSignal.ts';
import { ArgumentError, oneOf, onOff, postgresAddress, text, wholeNumber } from './command/arguments.ts';
import { defineCommand } from './command/Command.ts';
import { claimDataDir } from './command/dataDir.ts';
import { createOutput, type Output, outputFlags } from './command/output.ts';
import { complain } from './command/terminal.ts';

const USAGE = `Usage: npm run compare -- [--arms A,B,…] [--preset NAME] [--cycles N] [--repetitions N] [--time-scale N]
       [--seed N] [--database URL [--yes]] [--json] [--output FILE]

Runs the same workload once per arm and repetition, each from the same table, on servers of its own, and compares what
they cost PostgreSQL. Ctrl-C keeps what is done.

  --arms A,B,…       strategies to compare, the first is the baseline (default direct,hybrid,hybrid-split). An arm may name
                     a settings profile and the seconds between two syncs: hybrid:calm, hybrid@600, hybrid:calm@600
  --preset NAME      incident (default), seed, firehose
  --cycles N         checkpoint cycles measured in each run (default 6; take a multiple of six: the workload's jobs run
                     once in three cycles, and cycles are judged by twos)
  --repetitions N    runs of each arm, forth and back in turn (default 2)
  --time-scale N     default 10; 1 is real time, a cycle takes five minutes then
  --seed N           of the workload (default 1)
  --database URL     your own server: a schema of its own, breakwater_compare, dropped afterwards; asks first
  --json             the result for programs instead of the text
  --output FILE      into FILE: for programs (.json), for a document (.md), for a browser (.html); as often as you like`;

export const command = defineCommand({
  usage: USAGE,
  flags: {
    arms: text(undefined),
    preset: oneOf(PRESET_NAMES, PLAN_DEFAULTS.preset),
    cycles: wholeNumber(1, 100, PLAN_DEFAULTS.cycles),
    repetitions: wholeNumber(1, 50, PLAN_DEFAULTS.repetitions),
    'time-scale': wholeNumber(1, 1_000, PLAN_DEFAULTS.timeScale),
    seed: wholeNumber(0, 4_294_967_295, PLAN_DEFAULTS.seed),
    database: postgresAddress,
    yes: onOff,
    /** Id of the experiment that the page /compare started. */
    id: text(undefined),
    ...outputFlags('.md', '.html'),
  },
  run: async ({ json, output, database: given, yes, id, arms, 'time-scale': timeScale, ...rest }) => {
    const database = given ?? undefined;
    const plan = readPlan(
      { ...(arms !== undefined && { arms }), timeScale, ...rest },
      database !== undefined,
    );
    if (database !== undefined && !yes && !(await confirm(database, plan))) return 1;
    const store = createStore(claimDataDir(process.env['DATA_DIR']));
    return compare({ plan, entry: store.open(id, plan), database, output: createOutput({ json, output }) });
  },
});

interface Comparison {
  readonly plan: ExperimentPlan;
  readonly entry: ReturnType<ExperimentStore['open']>;
  readonly database: string | undefined;
  readonly output: Output;
}

async function compare({ plan, entry, database, output: { say, give } }: Comparison): Promise<number> {
  const signal = abortOnSignal(() => say('Stopping; what is done is kept …'));
  try {
    const result = await runExperiment({
      plan,
      id: entry.id,
      databaseUrl: database,
      say,
      onProgress: (progress) => {
        entry.progress(progress);
        say(describeProgress(plan, progress));
      },
      onResult: (soFar) => entry.keep(soFar),
      signal,
    });
    entry.close(result);
    const formats = { '.md': () => renderMarkdown(result), '.html': () => renderHtml(result) };
    give({ value: result, text: `\n${renderText(result)}`, formats });
    return result.complete && result.arms.every(({ identical }) => identical) ? 0 : 1;
  } catch (error: unknown) {
    entry.fail(error instanceof Error ? error.message : String(error));
    throw error;
  }
}

function describeProgress(
  plan: ExperimentPlan,
  { done, runs, arm, cycle, secondsLeft }: ExperimentProgress,
): string {
  if (arm === null) return `Preparing ${runs} runs: ${plan.arms.map(nameArm).join(', ')}`;
  const minutes = secondsLeft === null ? '' : `, about ${Math.max(1, Math.round(secondsLeft / 60))} min left`;
  const discarded = cycle === 0 ? 'first cycle, discarded' : 'every row is synced once';
  const at = cycle === null || cycle === 0 ? discarded : `cycle ${cycle} of ${plan.cycles}`;
  return `Run ${done + 1} of ${runs}, ${arm}: ${at}${minutes}`;
}

function readPlan(input: Parameters<typeof parsePlan>[0], isTheirServer: boolean): ExperimentPlan {
  try {
    const plan = parsePlan(input);
    const profiled = plan.arms.find(({ profile }) => profile !== 'default');
    if (!isTheirServer || profiled === undefined) return plan;
    throw new PlanError(
      `--arms has "${nameArm(profiled)}": the settings of the server behind --database are its owner's, so leave out :${profiled.profile}`,
    );
  } catch (error: unknown) {
    if (!(error instanceof PlanError)) throw error;
    throw new ArgumentError(error.message, { needsUsage: false });
  }
}

async function confirm(url: string, plan: ExperimentPlan): Promise<boolean> {
  const { host } = new URL(url);
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
