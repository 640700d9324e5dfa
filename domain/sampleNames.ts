import type { Component } from './components.ts';
import type { LatencyKind } from './writeKinds.ts';
import type { PageWriter } from './pageWriters.ts';
import type { WaitKind } from './sessions.ts';

/** What every sample holds; beside it, totals by component and by kind of data, under the names made below. */
export type SampleName =
  | 'checkpointTimeoutSeconds'
  | 'completionTarget'
  | 'walBytesTotal'
  | 'fullPageImagesTotal'
  | 'rowChangesTotal'
  | 'checkpointBuffersTotal'
  | 'checkpointSecondsTotal'
  | 'checkpointWriting'
  | 'checkpointSyncing'
  | 'checkpointerIo'
  | 'sessionsActive'
  | 'longestStatementSeconds'
  | 'transactionsTotal'
  | 'ioReadMsTotal'
  | 'ioWriteMsTotal'
  | 'ioFsyncMsTotal'
  | 'bufferEntries'
  | 'bufferParked'
  | 'bufferDead'
  | 'bufferMemoryBytes'
  | 'bufferOldestSeconds'
  | 'ledgerImbalance'
  | 'timeScale'
  | 'syncIntervalSeconds'
  | 'steadySince';

/** How the values of samples become one value of a longer time, wherever that is done. */

/** Counters end in `Total`. */
export const isCounter = (name: string): boolean => name.endsWith('Total');

/** A person sets or does these: the mean of two settings was never active. */
const SETTINGS: ReadonlySet<string> = new Set<SampleName>([
  'checkpointTimeoutSeconds',
  'completionTarget',
  'timeScale',
  'syncIntervalSeconds',
  'steadySince',
]);

/** Of a counter and of a setting the last value counts, of a gauge the mean. */
export const keepsLast = (name: string): boolean => isCounter(name) || SETTINGS.has(name);

/** The counter of pages that one kind of process wrote (observer/statements/pageWrites.ts). */
export const pagesWrittenName = (by: PageWriter): string => `pages.${by}.Total`;

/** The gauge of active sessions that wait for one kind of thing. */
export const sessionsName = (kind: WaitKind): string => `sessions.${kind}`;

export const STATEMENTS_PREFIX = 'statements.';
/** The counter of statements that one component issued. */
export const statementsName = (component: Component): string => `${STATEMENTS_PREFIX}${component}.Total`;

/** The counters of data that were committed, and of how long they took from acceptance, by kind. */
export const latencyCountName = (kind: LatencyKind): string => `latencyCount.${kind}.Total`;
export const latencySecondsName = (kind: LatencyKind): string => `latencySeconds.${kind}.Total`;
/** The counter of events that the source brought: the load, whatever the strategy makes of it. */
export const EVENTS = 'eventsTotal';
/** The counter of rows that the components wrote. */
export const ROWS_WRITTEN = 'rowsWrittenTotal';
/** The counter of updates that met a missing row. */
export const RECORD_NOT_FOUND = 'recordNotFoundTotal';
