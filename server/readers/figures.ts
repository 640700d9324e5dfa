import { perWorkloadHour } from '../../domain/perWorkloadHour.ts';
import { LATENCY_KINDS, type LatencyKind } from '../../domain/writeKinds.ts';
import { PAGE_WRITERS } from '../../domain/pageWriters.ts';
import type { ChosenWindow } from '../../domain/figureWindow.ts';
import {
  latencyCountName,
  latencySecondsName,
  pagesWrittenName,
  STATEMENTS_PREFIX,
} from '../../domain/sampleNames.ts';
import type { Figure } from '../../domain/figure.ts';
import type { Figures, FigureWindows } from '../figureTypes.ts';
import type { Services } from '../services.ts';
import {
  type CounterWindow,
  gained,
  gainedByPrefix,
  gainedFromZero,
  type Rise,
  readCounterWindow,
  type WindowDetail,
} from './counterWindow.ts';

/** What was read of a chosen window. */
type Counted = CounterWindow | Extract<ChosenWindow, { collecting: unknown }> | null;

export async function readFigures(
  services: Services,
  { counts, cycles, timeScale }: FigureWindows,
  detail: WindowDetail,
): Promise<Figures> {
  const read = async (chosen: ChosenWindow | null): Promise<Counted> =>
    chosen !== null && 'window' in chosen ? readCounterWindow(services, chosen.window, detail) : chosen;
  return computeFigures(await read(counts), await read(cycles), timeScale);
}

/** `counts`: of what is counted as it happens; `cycles`: of what follows the cycle of checkpoints. */
export function computeFigures(counts: Counted, cycles: Counted, timeScale: number): Figures {
  const perHour = (counted: Counted, read: (window: CounterWindow) => Rise | null): Figure =>
    toFigure(counted, read, ({ count, window }) =>
      perWorkloadHour(count, { wallMs: window.to - window.from, timeScale }),
    );
  const rateOf = (name: string): Figure => perHour(cycles, (window) => gained(window, name));
  const busy = (share: number): Figure =>
    toFigure(
      cycles,
      (window) => gained(window, 'checkpointSecondsTotal'),
      ({ count, window }) => share * Math.min(1, (count * 1_000) / (window.to - window.from)),
    );
  return {
    writesPerHour: perHour(counts, (window) => gainedByPrefix(window, STATEMENTS_PREFIX)),
    walBytesPerHour: rateOf('walBytesTotal'),
    fullPageImagesPerHour: rateOf('fullPageImagesTotal'),
    checkpointBuffersPerHour: rateOf('checkpointBuffersTotal'),
    pagesWrittenPerHour: perHour(cycles, gainedPages),
    pagesWrittenBy: {
      checkpointer: rateOf(pagesWrittenName('checkpointer')),
      bgwriter: rateOf(pagesWrittenName('bgwriter')),
      backends: rateOf(pagesWrittenName('backends')),
      vacuum: rateOf(pagesWrittenName('vacuum')),
    },
    checkpointShare: busy(1),
    checkpointSecondsPerHour: timeScale === 1 ? busy(3_600) : null,
    latencySeconds: computeLatencies(counts),
  };
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
