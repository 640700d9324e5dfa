import type { Calibration, Prediction } from '../../../model/workload/types.ts';
import {
  DASH,
  formatBytes,
  formatCount,
  formatRate,
  formatSeconds,
  formatShare,
} from '../../_components/format.ts';

export interface OutcomeRow {
  readonly label: string;
  readonly was: string;
  readonly will: string;
  /** "−97.8 %", "× 3.1", or nothing where it is no number. */
  readonly change: string;
  /** How far the model was off on real runs; empty where that was not judged. */
  readonly error: string;
}

type Errors = NonNullable<Calibration['errors']>;

interface Measure {
  readonly label: string;
  readonly read: (prediction: Prediction) => number;
  readonly format: (value: number) => string;
  readonly error?: keyof Errors;
}

const MEASURES: readonly Measure[] = [
  { label: 'Pages changed in a cycle', read: ({ cycle }) => cycle.dirtyPages, format: formatCount },
  {
    label: 'Pages a checkpoint writes',
    read: ({ cycle }) => cycle.buffersWritten,
    format: formatCount,
    error: 'buffersWritten',
  },
  { label: 'Write time', read: ({ cycle }) => cycle.writeSeconds, format: formatTime, error: 'writeSeconds' },
  { label: 'WAL in a cycle', read: ({ cycle }) => cycle.walBytes, format: formatBytes, error: 'walBytes' },
  { label: 'Full-page images in a cycle', read: ({ cycle }) => cycle.fullPageImages, format: formatCount },
  { label: 'Checkpoints / h', read: ({ perHour }) => perHour.checkpoints, format: formatRate },
  {
    label: 'Pages written / h',
    read: ({ perHour }) => perHour.buffersWritten,
    format: formatCount,
    error: 'buffersWritten',
  },
  { label: 'WAL / h', read: ({ perHour }) => perHour.walBytes, format: formatBytes, error: 'walBytes' },
  { label: 'Time spent checkpointing', read: ({ checkpointShare }) => checkpointShare, format: formatShare },
  { label: 'Write statements / h', read: ({ perHour }) => perHour.statements, format: formatRate },
  { label: 'Rows written / h', read: ({ perHour }) => perHour.rows, format: formatRate },
];

/** Every figure of a scenario, side by side. */
export function describeOutcome(
  was: Prediction,
  will: Prediction,
  errors: Calibration['errors'],
): OutcomeRow[] {
  const rows = MEASURES.map(({ label, read, format, error }) => ({
    label,
    was: format(read(was)),
    will: format(read(will)),
    change: describeChange(read(was), read(will)),
    error: error === undefined ? '' : describeError(errors, error),
  }));
  const cause = {
    label: 'Started by',
    was: describeCause(was),
    will: describeCause(will),
    change: '',
    error: '',
  };
  return [...rows.slice(0, 3), cause, ...rows.slice(3)];
}

/** −97.8 %, +4 %, × 12. */
export function describeChange(was: number, will: number): string {
  if (was <= 0) return will <= 0 ? 'none' : DASH;
  const ratio = will / was;
  if (Math.abs(ratio - 1) < 0.0005) return 'none';
  if (ratio >= 2) return `× ${ratio.toFixed(1)}`;
  const percent = Math.abs((ratio - 1) * 100);
  return `${ratio < 1 ? '−' : '+'}${percent.toFixed(percent >= 90 ? 1 : 0)} %`;
}

function describeError(errors: Calibration['errors'], name: keyof Errors): string {
  if (errors === null) return 'not judged yet';
  const { median, worst } = errors[name];
  return `± ${formatShare(median)}, worst ${formatShare(worst)}`;
}

function describeCause({ cycle, perHour }: Prediction): string {
  if (cycle.skipped) return 'skipped: nothing written';
  const skipped =
    perHour.skippedCheckpoints > 0.5 ? `, ${formatRate(perHour.skippedCheckpoints)}/h skipped` : '';
  return cycle.cause === 'wal' ? `WAL, each ${formatTime(cycle.seconds)}` : `the clock${skipped}`;
}

/** Predicted times are no settings: whole seconds keep no more digits than others. */
function formatTime(seconds: number): string {
  return seconds === 0 ? '0 s' : formatSeconds(Math.round(seconds * 10) / 10);
}
