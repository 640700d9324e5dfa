import { plateauSeconds } from './pacing.ts';
import { type ListedCheckpoint, settingsOf } from '../domain/checkpoints.ts';

/** Below these a share says nothing: 0.1 s predicted and 0.05 s taken is no error of 100 %. */
const MIN_SECONDS = 0.5;
const MIN_PAGES = 5;
/** The schedule may be up to a second ahead of the clock, so a plateau is up to a second shorter than c·T. */
const AHEAD_SECONDS = 1;

/** Errors of what was predicted at the start, each a signed share of what came; null where it cannot be judged. */
export interface PredictionErrors {
  readonly seconds: number | null;
  readonly pages: number | null;
  /** c·T was predicted: any number of pages above the knee takes that long, so the seconds cannot miss. */
  readonly cannotMiss: boolean;
}

const NOT_JUDGED: PredictionErrors = { seconds: null, pages: null, cannotMiss: false };

export function predictionErrors(checkpoint: ListedCheckpoint): PredictionErrors {
  const { predicted, buffers, writeSeconds, skipped, merged } = checkpoint;
  const settings = settingsOf(checkpoint);
  if (predicted === null || settings === null || skipped || merged > 1) return NOT_JUDGED;
  return {
    seconds: errorOfSeconds(predicted.writeSeconds, writeSeconds),
    pages: errorOfPages(predicted.buffers, buffers),
    cannotMiss: predicted.writeSeconds >= plateauSeconds(settings) - AHEAD_SECONDS,
  };
}

export const errorOfSeconds = (predicted: number, actual: number | null): number | null =>
  shareOfError(predicted, actual, MIN_SECONDS);

export const errorOfPages = (predicted: number, actual: number | null): number | null =>
  shareOfError(predicted, actual, MIN_PAGES);

function shareOfError(predicted: number, actual: number | null, least: number): number | null {
  if (actual === null || actual <= 0 || Math.max(predicted, actual) < least) return null;
  return (predicted - actual) / actual;
}
