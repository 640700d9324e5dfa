import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimDirectory } from '../machine/claimDirectory.ts';
import { removeTree, replaceFile } from '../machine/files.ts';
import { listEvaluationCases, listFitCases } from './calibrate/cases.ts';
import { type Clusters, createClusters } from './calibrate/clusters.ts';
import { fitCompression, fitConstants } from './calibrate/fit.ts';
import { judgeRankings, judgeRun, summarizeErrors } from './calibrate/judge.ts';
import { renderCalibration, renderReport, renderSummary } from './calibrate/render.ts';
import { runCase, TIMED_CHECKPOINTS } from './calibrate/runCase.ts';
import type { CalibrationCase, CalibrationRun } from './calibrate/types.ts';
import { abortOnSignal } from '../scripts/command/abortOnSignal.ts';
import { oneOf, onOff, wholeNumber } from '../scripts/command/arguments.ts';
import { defineCommand } from '../scripts/command/Command.ts';
import { claimDataDir } from '../scripts/command/dataDir.ts';
import { createOutput, outputFlags } from '../scripts/command/output.ts';
import { projectDir } from '../machine/projectDir.ts';

const USAGE = `Usage: npm run verify -- calibrate [--only fit|evaluate|report] [--lanes N] [--fresh] [--json] [--output FILE]

Measures what the what-if model cannot know, on servers of its own, then judges the model by runs that it was not fitted
to. A run that is done is kept: a second start goes on where the first was stopped. Writes model/calibration.ts and
docs/what-if-measured.md with its picture. About an hour with two lanes.

  --only PART   fit: only the constants; evaluate: only the other runs; report: no run, from what is kept
  --lanes N     servers at a time, 1 to 8 (default 2)
  --fresh       forget the runs that are kept
  --json        every run beside what was predicted; --output FILE the same into FILE (.json)`;
const OVERHEAD_SECONDS = 20;

export const command = defineCommand({
  usage: USAGE,
  flags: {
    only: oneOf(['fit', 'evaluate', 'report'], null),
    lanes: wholeNumber(1, 8, 2),
    fresh: onOff,
    ...outputFlags(),
  },
  run: async ({ only, lanes, fresh, json, output }) => {
    const { say, give } = createOutput({ json, output });
    const kept = openRuns(join(claimDataDir(process.env['DATA_DIR']), 'calibration'), fresh);
    const signal = abortOnSignal(() =>
      say('Stopping after the runs that are under way; what is done is kept …'),
    );
    const wanted = [
      ...(only === null || only === 'fit' ? listFitCases() : []),
      ...(only === null || only === 'evaluate' ? listEvaluationCases() : []),
    ];
    await measure(wanted, { kept, lanes, say, signal });
    const result = conclude(kept);
    if (result === null) {
      say(`Not all of the ${listFitCases().length} fit runs are done: nothing is fitted yet`);
      return 1;
    }
    give({ value: result, text: renderSummary(result) });
    return 0;
  },
});

interface KeptRuns {
  readonly read: (run: CalibrationCase) => CalibrationRun | null;
  readonly keep: (run: CalibrationRun) => void;
}

function openRuns(dir: string, fresh: boolean): KeptRuns {
  if (fresh) removeTree(dir);
  claimDirectory(dir);
  const fileOf = ({ name }: CalibrationCase): string => join(dir, `${name}.json`);
  return {
    read: (run) => {
      if (!existsSync(fileOf(run))) return null;
      const kept = JSON.parse(readFileSync(fileOf(run), 'utf8')) as CalibrationRun;
      return JSON.stringify(kept.case) === JSON.stringify(run) ? kept : null;
    },
    keep: (run) => replaceFile(fileOf(run.case), `${JSON.stringify(run, null, 2)}\n`, { mode: 0o644 }),
  };
}

interface Measuring {
  readonly kept: KeptRuns;
  /** Servers at a time. */
  readonly lanes: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

async function measure(cases: readonly CalibrationCase[], measuring: Measuring): Promise<void> {
  const { kept, lanes, say } = measuring;
  const missing = cases.filter((run) => kept.read(run) === null);
  if (missing.length < cases.length) say(`${cases.length - missing.length} runs are kept already`);
  if (missing.length === 0) return;
  const clusters = createClusters(say);
  // The longest first: lanes then end together.
  const queue = [...missing].sort((a, b) => estimateSeconds(b) - estimateSeconds(a));
  try {
    // A lane that fails lets the others end their runs and stop their servers.
    const ends = await Promise.allSettled(
      Array.from({ length: lanes }, (_, lane) =>
        work(queue, (run) => clusters.open(run.rows, lane, settingsOf(run)), measuring),
      ),
    );
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  } finally {
    clusters.remove();
  }
}

const settingsOf = (run: CalibrationCase) => ({
  checkpoint_timeout: `${run.checkpointTimeoutSeconds}s`,
  wal_compression: run.walCompression,
});

async function work(
  queue: CalibrationCase[],
  open: (run: CalibrationCase) => ReturnType<Clusters['open']>,
  { kept, lanes, say, signal }: Measuring,
): Promise<void> {
  for (let run = queue.shift(); run !== undefined && !signal.aborted; run = queue.shift()) {
    const left = [run, ...queue].reduce((sum, each) => sum + estimateSeconds(each), 0) / lanes;
    say(`${run.name}: ${queue.length} wait, about ${Math.ceil(left / 60)} min left`);
    const cluster = await open(run);
    try {
      kept.keep(await runCase(run, cluster));
    } finally {
      await cluster.stop();
    }
  }
}

function estimateSeconds({ checkpointTimeoutSeconds }: CalibrationCase): number {
  return TIMED_CHECKPOINTS * checkpointTimeoutSeconds + OVERHEAD_SECONDS;
}

/** Fits, judges and writes what can be written from the runs that are kept; null where too few are. */
function conclude(kept: KeptRuns) {
  const fits = listFitCases().flatMap((run) => kept.read(run) ?? []);
  if (fits.length < listFitCases().length) return null;
  const constants = fitConstants(fits);
  const judged = listEvaluationCases()
    .flatMap((run) => kept.read(run) ?? [])
    .map((run) => judgeRun(run, constants));
  const result = {
    constants,
    compressionRatio: fitCompression(fits, constants),
    judged,
    errors: judged.length === 0 ? null : summarizeErrors(judged),
    rankings: judgeRankings(judged),
    fits,
  };
  writeFileSync(join(projectDir, 'model', 'calibration.ts'), renderCalibration(result));
  if (judged.length > 0) {
    for (const { file, text } of renderReport(result)) writeFileSync(join(projectDir, file), text);
  }
  return result;
}
