import type { ObservedCheckpoint } from '../../domain/checkpoints.ts';
import { type CsvColumn, formatCsv } from './csv.ts';

const COLUMNS: readonly CsvColumn<ObservedCheckpoint>[] = [
  ['startedAt', ({ startedAt }) => toIso(startedAt)],
  ['endedAt', ({ endedAt }) => toIso(endedAt)],
  ['kind', ({ kind }) => kind],
  ['cause', ({ cause }) => cause],
  ['inferred', ({ inferred }) => inferred],
  ['skipped', ({ skipped }) => skipped],
  ['writeSeconds', ({ writeSeconds }) => writeSeconds],
  ['syncSeconds', ({ syncSeconds }) => syncSeconds],
  ['buffers', ({ buffers }) => buffers],
  ['slruBuffers', ({ slruBuffers }) => slruBuffers],
  ['walDistanceBytes', ({ walDistanceBytes }) => walDistanceBytes],
  ['fullPageImages', ({ fullPageImages }) => fullPageImages],
  ['predictedSeconds', ({ predicted }) => predicted?.writeSeconds ?? null],
  ['predictedBuffers', ({ predicted }) => predicted?.buffers ?? null],
  ['checkpointTimeoutSeconds', ({ checkpointTimeoutSeconds }) => checkpointTimeoutSeconds],
  ['completionTarget', ({ completionTarget }) => completionTarget],
  ['merged', ({ merged }) => merged],
  ['checkpointLsn', ({ checkpointLsn }) => checkpointLsn],
  ['redoLsn', ({ redoLsn }) => redoLsn],
  ['logReasons', ({ log }) => log?.reasons.join(' ') ?? null],
  ['disagreement', ({ disagreement }) => disagreement],
  ['notes', ({ notes }) => notes.join('; ')],
  ['causes', ({ cause, causes }) => (causes ?? [cause]).join(' ')],
];

export const formatCheckpointsCsv = (checkpoints: readonly ObservedCheckpoint[]): string =>
  formatCsv(COLUMNS, checkpoints);

const toIso = (time: number): string => new Date(time).toISOString();
