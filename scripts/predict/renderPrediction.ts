import { CALIBRATION } from '../../model/calibration.ts';
import { formatBytes, formatCount } from '../../domain/format.ts';
import { printable } from '../../domain/printable.ts';
import { explainPrediction } from '../../model/workload/explain.ts';
import { describeErrors, ERRORS_NOT_KNOWN } from '../../model/workload/errors.ts';
import type { MeasuredNote } from '../../model/workload/measured.ts';
import type { Sensitivity } from '../../model/workload/sensitivity.ts';
import type { Prediction, Workload } from '../../model/workload/types.ts';

const SHOWN_FIELDS = 6;

const rate = (value: number): string => (value < 10 ? value.toPrecision(2) : formatCount(value));
/** A prediction for a terminal: no name in it steers it. */
export function renderPrediction(shown: {
  readonly workload: Workload;
  readonly prediction: Prediction;
  readonly sensitivity: readonly Sensitivity[];
  readonly notes: readonly MeasuredNote[];
}): string {
  const { workload, prediction, sensitivity, notes } = shown;
  const { cycle, perHour } = prediction;
  return [
    ...renderNotes(notes),
    `${workload.strategy}: ${formatCount(workload.rows)} rows, ${rate(workload.updatesPerSecond)} updates/s on ` +
      `${formatCount(workload.updatedRows)} of them (${workload.distribution}), T = ${workload.checkpointTimeoutSeconds} s`,
    '',
    'A checkpoint cycle',
    row(
      'pages changed',
      `${formatCount(cycle.dirtyPages)} (table ${formatCount(cycle.heapPages)}, indexes ${formatCount(cycle.indexPages)})`,
    ),
    row('pages written', cycle.skipped ? 'none: skipped' : formatCount(cycle.buffersWritten)),
    row(
      'write time',
      `${cycle.writeSeconds.toFixed(1)} s${cycle.cause === 'wal' ? '' : ` (plateau ${formatCount(prediction.plateauSeconds)} s from ${formatCount(prediction.kneeBuffers)} pages)`}`,
    ),
    row('started by', cycle.cause === 'wal' ? `WAL, after ${formatCount(cycle.seconds)} s` : 'time'),
    row(
      'WAL',
      `${formatBytes(cycle.walBytes)}: images ${formatBytes(cycle.wal.images)}, changes ${formatBytes(cycle.wal.changes)}, statements ${formatBytes(cycle.wal.commits)}`,
    ),
    row('page images', formatCount(cycle.fullPageImages)),
    '',
    'An hour',
    row(
      'checkpoints',
      `${rate(perHour.checkpoints)}${perHour.skippedCheckpoints > 0 ? `, ${rate(perHour.skippedCheckpoints)} skipped` : ''}`,
    ),
    row('pages written', formatCount(perHour.buffersWritten)),
    row('time in checkpoints', `${(prediction.checkpointShare * 100).toFixed(1)} %`),
    row('write statements', formatCount(perHour.statements)),
    row('rows written', formatCount(perHour.rows)),
    row('WAL', formatBytes(perHour.walBytes)),
    '',
    ...explainPrediction(workload, prediction),
    '',
    'What matters most (pages and WAL, set to two thirds … one and a half):',
    ...sensitivity
      .slice(0, SHOWN_FIELDS)
      .map(({ field, pages, walBytes }) =>
        row(
          field.label,
          `pages × ${pages.map(factor).join(' … ')}, WAL × ${walBytes.map(factor).join(' … ')}`,
          38,
        ),
      ),
    '',
    notes.length === 0 ? describeErrors(CALIBRATION) : ERRORS_NOT_KNOWN,
  ]
    .map(printable)
    .join('\n');
}

const row = (name: string, value: string, width = 22): string => `  ${name.padEnd(width)}${value}`;
const factor = (value: number): string => value.toFixed(2);

function renderNotes(notes: readonly MeasuredNote[]): string[] {
  if (notes.length === 0) return [];
  return [
    'Read from the server',
    ...notes.map(({ what, value, isMeasured }) => row(what, `${value}${isMeasured ? '' : ' (assumed)'}`, 34)),
    '',
  ];
}
