import { formatCount } from '../../domain/format.ts';
import { median } from '../../domain/statistics.ts';
import { averageCycles } from '../../model/workload/predict.ts';
import { simulateCycles } from '../../model/workload/simulate.ts';
import type { WalConstants } from '../../model/workload/types.ts';
import { SYNC_INTERVAL_SECONDS } from './cases.ts';
import { FIRST_MEASURED, TIMED_CHECKPOINTS } from './runCase.ts';
import { type CalibrationRun, type Figures, JUDGED, type Judged } from './types.ts';

export interface JudgedRun {
  readonly run: CalibrationRun;
  readonly measured: Figures;
  readonly predicted: Figures;
  /** Predicted by measured, less one. */
  readonly error: Readonly<Record<Judged, number>>;
}

/** Cycle n lies between edges n and n + 1; the checkpoint at its end has written everything by edge n + 2. */
export function readMeasured({ edges }: CalibrationRun): Figures {
  const from = edges[FIRST_MEASURED]!;
  const to = edges[TIMED_CHECKPOINTS - 1]!;
  const [firstWritten, lastWritten] = [edges[FIRST_MEASURED + 1]!, edges[TIMED_CHECKPOINTS]!];
  const cycles = TIMED_CHECKPOINTS - 1 - FIRST_MEASURED;
  const written = edges.slice(FIRST_MEASURED + 1, TIMED_CHECKPOINTS + 1);
  // A skipped one writes nothing and takes no time.
  const ended = written.slice(1).filter((edge, i) => edge.writeMs > written[i]!.writeMs).length;
  return {
    walBytes: (to.walBytes - from.walBytes) / cycles,
    fullPageImages: (to.fullPageImages - from.fullPageImages) / cycles,
    statements: (to.statements - from.statements) / cycles,
    buffersWritten: (lastWritten.buffersWritten - firstWritten.buffersWritten) / ended,
    writeSeconds: (lastWritten.writeMs - firstWritten.writeMs) / 1_000 / ended,
  };
}

/** The same cycles of the same run, from the table and the stream only. */
export function predictRun({ workload }: CalibrationRun, constants: WalConstants): Figures {
  const cycles = simulateCycles(workload, constants, {
    cycles: TIMED_CHECKPOINTS - 1,
    firstFlushSecond: SYNC_INTERVAL_SECONDS / 2,
    secondsSinceVacuum: SYNC_INTERVAL_SECONDS / 2,
  });
  const measured = cycles.slice(FIRST_MEASURED);
  const perCycle = (name: 'walBytes' | 'fullPageImages' | 'statements'): number =>
    measured.reduce((sum, cycle) => sum + cycle[name], 0) / measured.length;
  // Errors of checkpoints that were not skipped; WAL of all cycles.
  const { buffersWritten, writeSeconds } = averageCycles(measured);
  return {
    buffersWritten,
    writeSeconds,
    walBytes: perCycle('walBytes'),
    fullPageImages: perCycle('fullPageImages'),
    statements: perCycle('statements'),
  };
}

export function judgeRun(run: CalibrationRun, constants: WalConstants): JudgedRun {
  const measured = readMeasured(run);
  const predicted = predictRun(run, constants);
  const error = Object.fromEntries(
    JUDGED.map((name) => [name, predicted[name] / measured[name] - 1]),
  ) as Record<Judged, number>;
  return { run, measured, predicted, error };
}

export interface ErrorSummary {
  readonly median: number;
  readonly worst: number;
}

/** Median and worst of the sizes of the errors. */
export function summarizeErrors(judged: readonly JudgedRun[]): Readonly<Record<Judged, ErrorSummary>> {
  return Object.fromEntries(
    JUDGED.map((name) => {
      const sizes = judged.map(({ error }) => Math.abs(error[name]));
      return [name, { median: median(sizes)!, worst: Math.max(...sizes) }];
    }),
  ) as Record<Judged, ErrorSummary>;
}

export interface Rankings {
  /** Pairs of strategies on the same stream, table and cycle; a figure each. */
  readonly pairs: number;
  readonly wrong: readonly string[];
  /** Pairs whose measured figures lie within this of each other are no ranking. */
  readonly tolerance: number;
}

const TIED = 0.05;

/** Whether the model puts strategies in the order that was measured. */
export function judgeRankings(judged: readonly JudgedRun[]): Rankings {
  let pairs = 0;
  const wrong: string[] = [];
  for (const [i, a] of judged.entries()) {
    for (const b of judged.slice(i + 1)) {
      if (nameSetting(a) !== nameSetting(b)) continue;
      for (const name of JUDGED) {
        const measured = a.measured[name] / b.measured[name] - 1;
        if (Math.abs(measured) < TIED) continue;
        pairs++;
        if (Math.sign(a.predicted[name] - b.predicted[name]) === Math.sign(measured)) continue;
        wrong.push(`${name}: ${a.run.case.strategy} against ${b.run.case.strategy}, ${nameSetting(a)}`);
      }
    }
  }
  return { pairs, wrong, tolerance: TIED };
}

/** Names the setting that runs which differ only by strategy have in common. */
export function nameSetting({ run }: JudgedRun): string {
  const { distribution, rows, checkpointTimeoutSeconds } = run.case;
  return `${distribution}, ${formatCount(rows)} rows, ${checkpointTimeoutSeconds} s`;
}
