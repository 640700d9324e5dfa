import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { claimDirectory } from '../machine/claimDirectory.ts';
import { removeTree, replaceFile } from '../machine/files.ts';
import { listEvaluationCases, listFitCases } from './calibration/cases.ts';
import { type Clusters, createClusters } from './calibration/clusters.ts';
import { fitCompression, fitConstants } from './calibration/fit.ts';
import { judgeRankings, judgeRun, summarizeErrors } from './calibration/judge.ts';
import { renderCalibration, renderReport, renderSummary } from './calibration/render.ts';
import { runCase, TIMED_CHECKPOINTS } from './calibration/runCase.ts';
import type { CalibrationCase, CalibrationRun } from './calibration/types.ts';
import { claimDataDirOrExit } from '../scripts/dataDir.ts';
import { complain, say } from '../scripts/terminal.ts';

const USAGE = `Usage: npm run calibrate -- [--only fit|evaluate|report] [--lanes N] [--fresh] [--json FILE]

Measures what the what-if model cannot know, on servers of its own, then judges the model by runs that it was not fitted
to. A run that is done is kept: a second start goes on where the first was stopped. Writes model/calibration.ts and
docs/what-if-measured.md with its picture. About an hour with two lanes.

  --only PART   fit: constants alone; evaluate: the other runs alone; report: no run, from what is kept
  --lanes N     servers at a time, 1 to 8 (default 2)
  --fresh       forget the runs that are kept
  --json FILE   every run beside what was predicted`;
const OVERHEAD_SECONDS = 20;

const projectDir = fileURLToPath(new URL('..', import.meta.url));

const options = {
  only: { type: 'string' },
  lanes: { type: 'string', default: '2' },
  fresh: { type: 'boolean' },
  json: { type: 'string' },
  help: { type: 'boolean' },
} as const;

const values = readArguments();
const lanes = readLanes(values.lanes);
const wanted = [
  ...(values.only === 'evaluate' || values.only === 'report' ? [] : listFitCases()),
  ...(values.only === 'fit' || values.only === 'report' ? [] : listEvaluationCases()),
];
const keptDir = join(claimDataDirOrExit(process.env['DATA_DIR']), 'calibration');
if (values.fresh === true) removeTree(keptDir);
claimDirectory(keptDir);
let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    say('Stopping after the runs that are under way; what is done is kept …');
    isStopping = true;
  });
}
await measure(wanted);
conclude();

async function measure(cases: readonly CalibrationCase[]): Promise<void> {
  const missing = cases.filter((run) => readKept(run) === null);
  if (missing.length < cases.length) say(`${cases.length - missing.length} runs are kept already`);
  if (missing.length === 0) return;
  const clusters = createClusters(say);
  // The longest first: lanes then end together.
  const queue = [...missing].sort((a, b) => estimateSeconds(b) - estimateSeconds(a));
  try {
    // A lane that fails lets the others end their runs and stop their servers.
    const ends = await Promise.allSettled(
      Array.from({ length: lanes }, (_, lane) => work(queue, lane, clusters)),
    );
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  } finally {
    clusters.remove();
  }
}

async function work(queue: CalibrationCase[], lane: number, clusters: Clusters): Promise<void> {
  for (let run = queue.shift(); run !== undefined && !isStopping; run = queue.shift()) {
    const left = [run, ...queue].reduce((sum, each) => sum + estimateSeconds(each), 0) / lanes;
    say(`${run.name}: ${queue.length} wait, about ${Math.ceil(left / 60)} min left`);
    const cluster = await clusters.open(run.rows, lane, {
      checkpoint_timeout: `${run.checkpointTimeoutSeconds}s`,
      wal_compression: run.walCompression,
    });
    try {
      keep(await runCase(run, cluster));
    } finally {
      await cluster.stop();
    }
  }
}

function estimateSeconds({ checkpointTimeoutSeconds }: CalibrationCase): number {
  return TIMED_CHECKPOINTS * checkpointTimeoutSeconds + OVERHEAD_SECONDS;
}

function fileOf({ name }: CalibrationCase): string {
  return join(keptDir, `${name}.json`);
}

function readKept(run: CalibrationCase): CalibrationRun | null {
  if (!existsSync(fileOf(run))) return null;
  const kept = JSON.parse(readFileSync(fileOf(run), 'utf8')) as CalibrationRun;
  return JSON.stringify(kept.case) === JSON.stringify(run) ? kept : null;
}

function keep(run: CalibrationRun): void {
  replaceFile(fileOf(run.case), `${JSON.stringify(run, null, 2)}\n`, { mode: 0o644 });
}

/** Fits, judges and writes what can be written from the runs that are kept. */
function conclude(): void {
  const fits = listFitCases().flatMap((run) => readKept(run) ?? []);
  if (fits.length < listFitCases().length) {
    say(`${fits.length} of ${listFitCases().length} fit runs are done: nothing is fitted yet`);
    process.exitCode = 1;
    return;
  }
  const constants = fitConstants(fits);
  const judged = listEvaluationCases()
    .flatMap((run) => readKept(run) ?? [])
    .map((run) => judgeRun(run, constants));
  const result = {
    constants,
    compressionRatio: fitCompression(fits, constants),
    judged,
    errors: judged.length === 0 ? null : summarizeErrors(judged),
    rankings: judgeRankings(judged),
    fits,
  };
  say(renderSummary(result));
  writeFileSync(join(projectDir, 'model', 'calibration.ts'), renderCalibration(result));
  if (judged.length > 0) {
    for (const { file, text } of renderReport(result)) writeFileSync(join(projectDir, file), text);
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
}

function readArguments() {
  try {
    const parsed = parseArgs({ options }).values;
    if (parsed.help === true) {
      say(USAGE);
      process.exit(0);
    }
    if (parsed.only === undefined || ['fit', 'evaluate', 'report'].includes(parsed.only)) return parsed;
    throw new Error(`--only is "${parsed.only}": it takes fit, evaluate or report`);
  } catch (error: unknown) {
    complain(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(1);
  }
}

function readLanes(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 8) return value;
  complain(`--lanes is "${text}": it takes a whole number from 1 to 8`);
  process.exit(1);
}
