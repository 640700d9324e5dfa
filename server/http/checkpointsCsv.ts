import type { ObservedCheckpoint } from '../../domain/checkpoints.ts';

type Cell = string | number | boolean | null;

const COLUMNS: readonly (readonly [name: string, read: (checkpoint: ObservedCheckpoint) => Cell])[] = [
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

/** RFC 4180, with a header line. */
export function formatCheckpointsCsv(checkpoints: readonly ObservedCheckpoint[]): string {
  const lines = [
    COLUMNS.map(([name]) => name),
    ...checkpoints.map((checkpoint) => COLUMNS.map(([, read]) => formatCell(read(checkpoint)))),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** Text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function formatCell(value: Cell): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const toIso = (time: number): string => new Date(time).toISOString();
