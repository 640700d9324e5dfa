import { formatCount } from '../../domain/format.ts';
import type { WalConstants } from '../../model/workload/types.ts';
import { drawScatter } from './drawScatter.ts';
import type { ErrorSummary, JudgedRun, Rankings } from './judge.ts';
import { type CalibrationRun, JUDGED, type Judged } from './types.ts';
import { renderTable } from '../../scripts/command/markdownTable.ts';

export interface CalibrationResult {
  readonly constants: WalConstants;
  readonly compressionRatio: number | null;
  readonly judged: readonly JudgedRun[];
  readonly errors: Readonly<Record<Judged, ErrorSummary>> | null;
  readonly rankings: Rankings;
  readonly fits: readonly CalibrationRun[];
}

const LABELS: Readonly<Record<Judged, string>> = {
  buffersWritten: 'pages written',
  walBytes: 'WAL',
  writeSeconds: 'write time',
};

const formatShare = (share: number): string => `${(share * 100).toFixed(1)} %`;
const formatError = (error: number): string => `${error < 0 ? '−' : '+'}${formatShare(Math.abs(error))}`;
const FORMATS: Readonly<Record<Judged, (value: number) => string>> = {
  buffersWritten: formatCount,
  walBytes: (bytes) => `${(bytes / 1e6).toFixed(2)} MB`,
  writeSeconds: (seconds) => `${seconds.toFixed(1)} s`,
};

/** For the terminal. */
export function renderSummary({
  constants,
  compressionRatio,
  judged,
  errors,
  rankings,
}: CalibrationResult): string {
  const fitted = Object.entries(constants).map(([name, value]: [string, number]) => `  ${name} ${value}`);
  const lines = ['Fitted:', ...fitted, `  compressionRatio ${compressionRatio ?? 'not measured'}`];
  if (errors === null) return [...lines, 'No evaluation run is done yet'].join('\n');
  return [
    ...lines,
    `Judged by ${judged.length} other runs:`,
    ...JUDGED.map(
      (name) =>
        `  ${LABELS[name]}: median error ${formatShare(errors[name].median)}, worst ${formatShare(errors[name].worst)}`,
    ),
    describeRankings(rankings),
    ...rankings.wrong.map((line) => `  wrong: ${line}`),
  ].join('\n');
}

const describeRankings = ({ pairs, wrong, tolerance }: Rankings): string =>
  `Order of strategies: ${pairs - wrong.length} of ${pairs} pairs right (pairs within ${formatShare(tolerance)} are no order)`;

/** model/calibration.ts. */
export function renderCalibration(result: CalibrationResult): string {
  const { constants, compressionRatio, judged, errors, fits } = result;
  const date = [...fits, ...judged.map(({ run }) => run)]
    .map(({ startedAt }) => startedAt)
    .sort()
    .at(-1)!;
  const fields = Object.entries(constants).map(([name, value]: [string, number]) => `    ${name}: ${value},`);
  const errorLines =
    errors === null
      ? ['  errors: null,']
      : [
          '  errors: {',
          ...JUDGED.map(
            (name) =>
              `    ${name}: { median: ${errors[name].median.toFixed(3)}, worst: ${errors[name].worst.toFixed(3)} },`,
          ),
          '  },',
        ];
  return [
    `import type { Calibration } from './workload/types.ts';`,
    '',
    '/** Written by `npm run verify -- calibrate`: what was measured, and how far the model was off on runs it was not fitted to. */',
    'export const CALIBRATION: Calibration = {',
    `  date: '${date.slice(0, 10)}',`,
    `  postgresVersion: '${fits[0]!.postgresVersion}',`,
    `  fitRuns: ${fits.length},`,
    `  judgedRuns: ${judged.length},`,
    '  constants: {',
    ...fields,
    '  },',
    `  compressionRatio: ${compressionRatio ?? 1},`,
    ...errorLines,
    '};',
    '',
  ].join('\n');
}

/** The table of predicted against measured, and its picture. */
export function renderReport(result: CalibrationResult): { readonly file: string; readonly text: string }[] {
  const { judged, errors, rankings, fits } = result;
  const text = [
    '# The what-if model against the real server',
    '',
    `Written by \`npm run verify -- calibrate\`: PostgreSQL ${fits[0]!.postgresVersion}, ${judged.length} runs that the constants do not come from, ` +
      `${judged[0]!.run.startedAt.slice(0, 10)}. Each is the mean of two checkpoint cycles; the cycle before them is discarded.`,
    '',
    ...(errors === null ? [] : [...describeErrorTable(errors), '']),
    `${describeRankings(rankings)}.`,
    ...(rankings.wrong.length === 0 ? [] : ['', ...rankings.wrong.map((wrong) => `- wrong: ${wrong}`)]),
    '',
    '![Predicted against measured: pages written, WAL and write time](pictures/what-if.svg)',
    '',
    ...describeRuns(judged),
    '',
  ].join('\n');
  return [
    { file: 'docs/what-if-measured.md', text },
    { file: 'docs/pictures/what-if.svg', text: drawScatter(judged) },
  ];
}

function describeErrorTable(errors: Readonly<Record<Judged, ErrorSummary>>): string[] {
  return renderTable([
    ['', 'median error', 'worst error'],
    ...JUDGED.map((name) => [
      LABELS[name],
      formatShare(errors[name].median),
      formatShare(errors[name].worst),
    ]),
  ]);
}

function describeRuns(judged: readonly JudgedRun[]): string[] {
  const head = ['strategy', 'stream', 'rows', 'cycle'];
  return renderTable([
    [...head, ...JUDGED.flatMap((name) => [LABELS[name], 'predicted', 'error'])],
    ...judged.map(({ run, measured, predicted, error }) => [
      `\`${run.case.strategy}\``,
      run.case.distribution,
      formatCount(run.case.rows),
      `${run.case.checkpointTimeoutSeconds} s`,
      ...JUDGED.flatMap((name) => [
        FORMATS[name](measured[name]),
        FORMATS[name](predicted[name]),
        formatError(error[name]),
      ]),
    ]),
  ]);
}
