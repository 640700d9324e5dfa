import { perWorkloadHour } from '../../domain/perWorkloadHour.ts';
import { LATENCY_KINDS, type LatencyKind } from '../../domain/writeKinds.ts';
import { PAGE_WRITERS } from '../../domain/pageWriters.ts';
import type { ObservedCheckpoint } from '../../domain/checkpoints.ts';
import type { ChosenWindow, FigureWindow } from '../../domain/figureWindow.ts';
import {
  EVENTS,
  latencyCountName,
  latencySecondsName,
  pagesWrittenName,
  ROWS_WRITTEN,
  STATEMENTS_PREFIX,
} from '../../domain/sampleNames.ts';
import { type Figure, mapFigure, valueOf } from '../../domain/figure.ts';
import type { Figures } from '../../domain/figures.ts';
import type { FigureWindows } from '../figureTypes.ts';
import type { Services } from '../services.ts';
import { readCheckpoints } from './history.ts';
import {
  type CounterWindow,
  gained,
  gainedByPrefix,
  gainedFromZero,
  type Rise,
  readCounterWindow,
  type WindowDetail,
} from './counterWindow.ts';

/** A day of them, at one each five minutes. */
const CHECKPOINTS_READ = 300;

/** The counts of a chosen window. */
export type Counted = CounterWindow | Extract<ChosenWindow, { collecting: unknown }> | null;

export const readFigures = async (
  services: Services,
  windows: FigureWindows,
  detail: WindowDetail,
): Promise<Figures> => computeFigures(await readEvidence(services, windows, detail));

/** Reads what the figures of these windows are computed from. */
export async function readEvidence(
  services: Services,
  { counts, cycles, timeScale }: FigureWindows,
  detail: WindowDetail,
): Promise<Evidence> {
  const read = async (chosen: ChosenWindow | null): Promise<Counted> =>
    chosen !== null && 'window' in chosen ? readCounterWindow(services, chosen.window, detail) : chosen;
  const counted = { counts: await read(counts), cycles: await read(cycles) };
  const checkpoints =
    counted.cycles === null || 'collecting' in counted.cycles
      ? []
      : await readCheckpoints(services, { ...counted.cycles, limit: CHECKPOINTS_READ });
  return { ...counted, checkpoints, timeScale };
}

export interface Evidence {
  /** Counts of what is counted as it happens. */
  readonly counts: Counted;
  /** Counts of what follows the cycle of checkpoints. */
  readonly cycles: Counted;
  /** That began in the window of cycles. */
  readonly checkpoints: readonly ObservedCheckpoint[];
  readonly timeScale: number;
}

export function computeFigures({ counts, cycles, checkpoints, timeScale }: Evidence): Figures {
  const perHour = (counted: Counted, read: (window: CounterWindow) => Rise | null): Figure =>
    toFigure(counted, read, ({ count, window }) =>
      perWorkloadHour(count, { wallMs: window.to - window.from, timeScale }),
    );
  const rateOf = (name: string): Figure => perHour(cycles, (window) => gained(window, name));
  // Nobody counts the events and the rows of others.
  const totalOf = (name: string): Figure =>
    counts === null
      ? null
      : perHour(cycles, (window) => (window.names.includes(name) ? gainedByPrefix(window, name) : null));
  const rowsPerHour = totalOf(ROWS_WRITTEN);
  const walBytesPerHour = rateOf('walBytesTotal');
  const busy = (share: number): Figure =>
    toFigure(
      cycles,
      (window) => gained(window, 'checkpointSecondsTotal'),
      ({ count, window }) => share * Math.min(1, (count * 1_000) / (window.to - window.from)),
    );
  const perCheckpoint = (read: (checkpoint: ObservedCheckpoint) => number | null): Figure =>
    cycles === null || 'collecting' in cycles ? cycles : averageCheckpoints(checkpoints, cycles, read);
  return {
    eventsPerHour: totalOf(EVENTS),
    writesPerHour: perHour(counts, (window) => gainedByPrefix(window, STATEMENTS_PREFIX)),
    rowsPerHour,
    rowChangesPerHour: rateOf('rowChangesTotal'),
    walBytesPerHour,
    walBytesPerRow: divideBy(walBytesPerHour, valueOf(rowsPerHour)),
    fullPageImagesPerHour: rateOf('fullPageImagesTotal'),
    checkpointBuffersPerHour: rateOf('checkpointBuffersTotal'),
    pagesWrittenPerHour: perHour(cycles, gainedPages),
    pagesWrittenBy: {
      checkpointer: rateOf(pagesWrittenName('checkpointer')),
      bgwriter: rateOf(pagesWrittenName('bgwriter')),
      backends: rateOf(pagesWrittenName('backends')),
      vacuum: rateOf(pagesWrittenName('vacuum')),
    },
    pagesPerCheckpoint: perCheckpoint(({ buffers }) => buffers),
    secondsPerCheckpoint: perCheckpoint(({ writeSeconds }) => writeSeconds),
    checkpointShare: busy(1),
    checkpointSecondsPerHour: timeScale === 1 ? busy(3_600) : null,
    latencySeconds: computeLatencies(counts),
  };
}

/** Null by nothing, and by what is not known. */
const divideBy = (figure: Figure, divisor: number | null): Figure =>
  valueOf(figure) !== null && !divisor ? null : mapFigure(figure, (value) => value / divisor!);

/** The mean over checkpoints. A record that holds several counts as that number. */
function averageCheckpoints(
  checkpoints: readonly ObservedCheckpoint[],
  { from, to }: FigureWindow,
  read: (checkpoint: ObservedCheckpoint) => number | null,
): Figure {
  const known = checkpoints.flatMap((checkpoint) => {
    // One that ends later would change what was shown of the same window.
    const counts = !checkpoint.skipped && checkpoint.endedAt <= to;
    const value = counts ? read(checkpoint) : null;
    return value === null ? [] : [{ value, of: checkpoint.merged }];
  });
  if (known.length === 0) return null;
  const total = known.reduce((sum, { value }) => sum + value, 0);
  return { value: total / known.reduce((sum, { of }) => sum + of, 0), window: { from, to } };
}

function toFigure(
  counted: Counted,
  read: (window: CounterWindow) => Rise | null,
  compute: (rise: Rise) => number,
): Figure {
  if (counted === null || 'collecting' in counted) return counted;
  const rise = read(counted);
  return rise && { value: compute(rise), window: rise.window };
}

/** By all of which the server counts any; vacuum's are the backends' where it has no column. */
function gainedPages(window: CounterWindow): Rise | null {
  const rises = PAGE_WRITERS.flatMap((by) => gained(window, pagesWrittenName(by)) ?? []);
  const [first] = rises;
  return first === undefined ? null : { ...first, count: rises.reduce((sum, { count }) => sum + count, 0) };
}

const computeLatencies = (counted: Counted): Figures['latencySeconds'] =>
  counted === null
    ? {}
    : Object.fromEntries(LATENCY_KINDS.map((kind) => [kind, computeLatency(counted, kind)]));

function computeLatency(counted: NonNullable<Counted>, kind: LatencyKind): Figure {
  if ('collecting' in counted) return counted;
  const count = gainedFromZero(counted, latencyCountName(kind));
  const seconds = gainedFromZero(counted, latencySecondsName(kind));
  return count <= 0 ? null : { value: seconds / count, window: { from: counted.from, to: counted.to } };
}
