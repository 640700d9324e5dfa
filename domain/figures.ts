import type { Figure } from './figure.ts';
import type { PageWriter } from './pageWriters.ts';
import type { LatencyKind } from './writeKinds.ts';

/** "Per hour" is per hour of workload time. */
export interface Figures {
  /** That the source brought: the load. Over the same window as WAL and pages. */
  readonly eventsPerHour: Figure;
  readonly writesPerHour: Figure;
  /** Over the same window as WAL and pages. */
  readonly rowsPerHour: Figure;
  /** Changes in all databases by any client, as the server counts them. */
  readonly rowChangesPerHour: Figure;
  readonly walBytesPerHour: Figure;
  /** WAL of the whole server, by the rows that the components wrote. */
  readonly walBytesPerRow: Figure;
  readonly fullPageImagesPerHour: Figure;
  /** The checkpointer's own. */
  readonly checkpointBuffersPerHour: Figure;
  /** By all that write pages. */
  readonly pagesWrittenPerHour: Figure;
  /** Null where the server does not count them apart. */
  readonly pagesWrittenBy: Readonly<Record<PageWriter, Figure>>;
  /** Means over the checkpoints of the window that were made; null where none was. */
  readonly pagesPerCheckpoint: Figure;
  /** Write time, in wall time. */
  readonly secondsPerCheckpoint: Figure;
  /** Share of wall time in which a checkpoint ran, the running one's time so far included. */
  readonly checkpointShare: Figure;
  /** Only at TIME_SCALE 1, where a workload hour is an hour. */
  readonly checkpointSecondsPerHour: Figure;
  /** Mean wall seconds from acceptance to commit, by kind. */
  readonly latencySeconds: Readonly<Partial<Record<LatencyKind, Figure>>>;
}

/** Every figure by one name. */
export type FigureKey =
  | Exclude<keyof Figures, 'pagesWrittenBy' | 'latencySeconds'>
  | `pagesWrittenBy.${PageWriter}`
  | `latencySeconds.${LatencyKind}`;
