import { type Figure, valueOf } from '../../domain/figure.ts';
import { type Blocked, compareBlocks } from '../../domain/rates.ts';
import type { FigureKey, Figures } from '../../domain/figures.ts';
import type { FigureBlocks, MeasuredPeriod, Period, PeriodComparison } from '../../domain/periods.ts';
import type { Services } from '../services.ts';
import { cutWindow } from './counterWindow.ts';
import { computeFigures, type Counted, type Evidence } from './figures.ts';
import { type Measurement, measurePeriod, readPeriods } from './periods.ts';

/** More would make no interval narrower that anybody reads. */
const MAX_BLOCKS = 20;
/** The most periods that the page Compare lists. */
const MAX_LISTED = 8;
/** The most windows that are tried for one that has enough cycles. */
const MAX_TRIED = 8;

/** By `from` of each; null: this one, and the last before it that has enough cycles. */
export interface ChosenPeriods {
  readonly before: number | null;
  readonly after: number | null;
}

/** Two periods beside each other: observed, not controlled. */
export async function comparePeriods(services: Services, chosen: ChosenPeriods): Promise<PeriodComparison> {
  const periods = await readPeriods(services);
  const after =
    chosen.after === null
      ? periods.find(({ isCurrent }) => isCurrent)
      : periods.find(({ from }) => from === chosen.after);
  const [last, first] = await Promise.all([
    after === undefined ? null : measurePeriod(services, after),
    findBefore(services, periods, { before: chosen.before, after: after?.from ?? Infinity }),
  ]);
  const [from, to] = [blockFigures(first), blockFigures(last)];
  return {
    periods,
    before: first?.period ?? null,
    after: last?.period ?? null,
    changes: compareFigures(from, to),
    blocks: { before: listBlocks(from), after: listBlocks(to) },
  };
}

/** The newest ones with their figures: a period that ended before its first whole window will never have any. */
export async function listPeriods(services: Services): Promise<readonly MeasuredPeriod[]> {
  const periods = (await readPeriods(services)).slice(0, MAX_LISTED);
  const measured = await Promise.all(periods.map((period) => measurePeriod(services, period)));
  return measured.flatMap((found) =>
    found !== null && (found.period.isCurrent || hasFigures(found.period)) ? [found.period] : [],
  );
}

async function findBefore(
  services: Services,
  periods: readonly Period[],
  chosen: { readonly before: number | null; readonly after: number },
): Promise<Measurement | null> {
  const { before, after } = chosen;
  const candidates =
    before === null
      ? periods.filter(({ from }) => from < after).slice(0, MAX_TRIED)
      : periods.filter(({ from }) => from === before);
  for (const candidate of candidates) {
    const found = await measurePeriod(services, candidate);
    if (found !== null && (before !== null || hasFigures(found.period))) return found;
  }
  return null;
}

const hasFigures = ({ figures }: MeasuredPeriod): boolean =>
  valueOf(figures.walBytesPerHour) !== null || valueOf(figures.writesPerHour) !== null;

type BlockedFigures = Readonly<Partial<Record<FigureKey, Blocked>>>;

const listBlocks = (figures: BlockedFigures): FigureBlocks =>
  Object.fromEntries(Object.entries(figures).map(([key, { blocks }]) => [key, blocks]));

function compareFigures(from: BlockedFigures, to: BlockedFigures): PeriodComparison['changes'] {
  return Object.fromEntries(
    Object.entries(from).flatMap(([key, base]) => {
      const own = to[key as FigureKey];
      return own === undefined ? [] : [[key, compareBlocks(base, own)]];
    }),
  );
}

/** Each figure that is known, and what it was in each block of cycles. */
function blockFigures(measured: Measurement | null): BlockedFigures {
  if (measured === null) return {};
  const { period, evidence, blocks } = measured;
  const parts = cutEvidence(evidence, blocks).map((part) => flatten(computeFigures(part)));
  return Object.fromEntries(
    Object.entries(flatten(period.figures)).flatMap(([key, figure]) => {
      const value = valueOf(figure);
      const own = parts.map((part) => valueOf(part[key as FigureKey])).filter((known) => known !== null);
      return value === null ? [] : [[key, { value, blocks: own }]];
    }),
  );
}

/** Both windows in as many parts as they hold blocks; the parts that one of them lacks count nothing. */
function cutEvidence(evidence: Evidence, blocks: Measurement['blocks']): readonly Evidence[] {
  const counts = cut(evidence.counts, blocks.counts);
  const cycles = cut(evidence.cycles, blocks.cycles);
  return Array.from({ length: Math.max(counts.length, cycles.length) }, (_, i) => {
    const window = cycles[i] ?? null;
    const ends = ({ endedAt }: { readonly endedAt: number }): boolean =>
      window !== null && 'buckets' in window && endedAt > window.from && endedAt <= window.to;
    return {
      counts: counts[i] ?? null,
      cycles: window,
      checkpoints: evidence.checkpoints.filter(ends),
      timeScale: evidence.timeScale,
    };
  });
}

const cut = (counted: Counted, blocks: number): readonly Counted[] =>
  counted === null || 'collecting' in counted || blocks === 0
    ? []
    : cutWindow(counted, Math.min(MAX_BLOCKS, blocks));

const flatten = ({
  pagesWrittenBy,
  latencySeconds,
  ...rest
}: Figures): Partial<Record<FigureKey, Figure>> => ({
  ...rest,
  ...prefix('pagesWrittenBy', pagesWrittenBy),
  ...prefix('latencySeconds', latencySeconds),
});

const prefix = (name: string, figures: Readonly<Record<string, Figure>>): Record<string, Figure> =>
  Object.fromEntries(Object.entries(figures).map(([key, figure]) => [`${name}.${key}`, figure]));
