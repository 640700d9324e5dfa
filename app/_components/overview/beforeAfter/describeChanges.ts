import { type Figure, valueOf } from '../../../../domain/figure.ts';
import type { StrategyName } from '../../../../domain/strategies.ts';
import type { Figures } from '../../../../server/figureTypes.ts';

/** What one strategy did to the server. */
export interface Side {
  readonly strategy: StrategyName;
  readonly figures: Figures;
}

export interface BeforeAfterPair {
  readonly before: Side;
  readonly after: Side;
}

/** Less than this is no change that anybody would act on. */
const NEGLIGIBLE = 0.02;

interface Measure {
  /** Follows "4 % fewer" or "4 % more". */
  readonly what: string;
  readonly less: 'fewer' | 'less';
  readonly read: (figures: Figures) => Figure;
}

const MEASURES: readonly Measure[] = [
  { what: 'statements', less: 'fewer', read: ({ writesPerHour }) => writesPerHour },
  { what: 'rows written', less: 'fewer', read: ({ rowsPerHour }) => rowsPerHour },
  { what: 'WAL', less: 'less', read: ({ walBytesPerHour }) => walBytesPerHour },
  { what: 'page writes in all', less: 'fewer', read: ({ pagesWrittenPerHour }) => pagesWrittenPerHour },
  {
    what: 'pages per checkpoint',
    less: 'fewer',
    read: ({ pagesPerCheckpoint }) => pagesPerCheckpoint,
  },
];

/** "hybrid against direct: 99.5 % fewer statements, 41 % less WAL, pages per checkpoint unchanged." */
export function describeChanges({ before, after }: BeforeAfterPair): string {
  const parts = MEASURES.flatMap(({ what, less, read }) => {
    const [from, to] = [valueOf(read(before.figures)), valueOf(read(after.figures))];
    if (from === null || to === null || from === 0) return [];
    const change = to / from - 1;
    if (Math.abs(change) <= NEGLIGIBLE) return [`${what} unchanged`];
    const percent = Math.abs(change) * 100;
    return [
      `${percent.toFixed(percent >= 90 && change < 0 ? 1 : 0)} % ${change < 0 ? less : 'more'} ${what}`,
    ];
  });
  const subject = `${after.strategy} against ${before.strategy}: `;
  return parts.length === 0
    ? `${subject}not enough whole cycles yet.`
    : `${subject}${parts.join(', ')}. The load is not controlled.`;
}
