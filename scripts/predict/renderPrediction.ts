import { CALIBRATION } from '../../model/calibration.ts';
import { formatBytes } from '../../domain/formatBytes.ts';
import { printable } from '../../domain/printable.ts';
import { explainPrediction } from '../../model/workload/explain.ts';
import { describeErrors } from '../../model/workload/errors.ts';
import type { MeasuredNote } from '../../model/workload/measured.ts';
import type { Sensitivity } from '../../model/workload/sensitivity.ts';
import type { Prediction, Workload } from '../../model/workload/types.ts';

const SHOWN_FIELDS = 6;

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const rate = (value: number): string => (value < 10 ? value.toPrecision(2) : count(value));
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
    `${workload.strategy}: ${count(workload.rows)} rows, ${rate(workload.updatesPerSecond)} updates/s on ` +
      `${count(workload.updatedRows)} of them (${workload.distribution}), T = ${workload.checkpointTimeoutSeconds} s`,
    '',
    'A checkpoint cycle',
    row(
      'pages changed',
      `${count(cycle.dirtyPages)} (table ${count(cycle.heapPages)}, indexes ${count(cycle.indexPages)})`,
    ),
    row('pages written', cycle.skipped ? 'none: skipped' : count(cycle.buffersWritten)),
    row(
      'write time',
      `${cycle.writeSeconds.toFixed(1)} s (plateau ${count(prediction.plateauSeconds)} s from ${count(prediction.kneeBuffers)} pages)`,
    ),
    row('started by', cycle.cause === 'wal' ? `WAL, after ${count(cycle.seconds)} s` : 'the clock'),
    row(
      'WAL',
      `${formatBytes(cycle.walBytes)}: images ${formatBytes(cycle.wal.images)}, changes ${formatBytes(cycle.wal.changes)}, statements ${formatBytes(cycle.wal.commits)}`,
    ),
    row('page images', count(cycle.fullPageImages)),
    '',
    'An hour',
    row(
      'checkpoints',
      `${rate(perHour.checkpoints)}${perHour.skippedCheckpoints > 0 ? `, ${rate(perHour.skippedCheckpoints)} skipped` : ''}`,
    ),
    row('pages written', count(perHour.buffersWritten)),
    row('time in checkpoints', `${(prediction.checkpointShare * 100).toFixed(1)} %`),
    row('write statements', count(perHour.statements)),
    row('rows written', count(perHour.rows)),
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
    describeErrors(CALIBRATION),
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
