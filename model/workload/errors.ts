import type { Calibration } from './types.ts';

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;

/** Said of a table that no run has judged the model on. */
export const ERRORS_NOT_KNOWN =
  'Error of this model for yours: not known. It was fitted to the tables of Breakwater; hold it against what npm run observe shows.';

/** How far the model is to be trusted, in one sentence. */
export function describeErrors({ errors, judgedRuns, postgresVersion, date }: Calibration): string {
  if (errors === null) return 'The model has not been judged by real runs yet: npm run verify -- calibrate.';
  const { buffersWritten, walBytes, writeSeconds } = errors;
  return (
    `Error of this model on ${judgedRuns} real runs (PostgreSQL ${postgresVersion}, ${date}), median and worst: pages ` +
    `${percent(buffersWritten.median)} and ${percent(buffersWritten.worst)}, WAL ${percent(walBytes.median)} and ` +
    `${percent(walBytes.worst)}, write time ${percent(writeSeconds.median)} and ${percent(writeSeconds.worst)}.`
  );
}
