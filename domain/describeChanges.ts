import { formatChange } from './format.ts';
import type { FigureKey } from './figures.ts';
import { describeMark } from './marks.ts';
import type { MeasuredPeriod, Period, PeriodComparison } from './periods.ts';
import type { RateChange } from './rates.ts';

/** Two periods that were both found. */
export interface PeriodPair {
  readonly before: MeasuredPeriod;
  readonly after: MeasuredPeriod;
  readonly changes: PeriodComparison['changes'];
}

/** "hybrid", or "hybrid, after “index dropped”". */
export function describePeriod({ mark, strategy }: Pick<Period, 'mark' | 'strategy'>): string {
  if (mark === null) return strategy ?? 'before the first mark';
  if (mark.kind === 'strategy') return mark.strategy;
  const what = `after “${describeMark(mark)}”`;
  return strategy === null ? what : `${strategy}, ${what}`;
}

/** "−41 % (−47 to −35 %)", "no difference (−3 %)", "−41 %, too few cycles to tell". */
export function describeChange({ difference, ratio, interval }: RateChange): string {
  const isJudged = difference === 'less' || difference === 'more';
  if (ratio === null) return difference;
  const change = formatChange(ratio);
  if (difference === 'no difference') return `${difference} (${change})`;
  if (!isJudged) return `${change}, ${difference}`;
  return interval === null
    ? change
    : `${change} (${formatChange(interval.low)} to ${formatChange(interval.high)})`;
}

interface Measure {
  readonly key: FigureKey;
  /** Follows "4 % fewer", "4 % more" and "no difference in". */
  readonly what: string;
  readonly less: 'fewer' | 'less';
}

const MEASURES: readonly Measure[] = [
  { key: 'writesPerHour', what: 'statements', less: 'fewer' },
  { key: 'walBytesPerHour', what: 'WAL', less: 'less' },
  { key: 'pagesWrittenPerHour', what: 'page writes in all', less: 'fewer' },
  { key: 'pagesPerCheckpoint', what: 'pages per checkpoint', less: 'fewer' },
];

/** "hybrid against direct: 99.5 % fewer statements, 41 % less WAL, no difference in pages per checkpoint." */
export function describeChanges({ before, after, changes }: PeriodPair): string {
  const subject = `${describePeriod(after)} against ${describePeriod(before)}: `;
  const known = MEASURES.flatMap((measure) => {
    const change = changes[measure.key];
    return change === undefined ? [] : [{ change, words: describeMeasure(measure, change) }];
  });
  const isSure = ({ change }: (typeof known)[number]): boolean =>
    change.difference !== 'too few cycles to tell';
  const list = (parts: typeof known): string => parts.map(({ words }) => words).join(', ');
  const [sure, unsure] = [known.filter(isSure), known.filter((part) => !isSure(part))];
  if (known.length === 0) return `${subject}nothing to compare yet.`;
  if (unsure.length === 0) return `${subject}${list(sure)}.`;
  const early = `${list(unsure)}, of too few cycles to be sure`;
  return sure.length === 0 ? `${subject}${early}.` : `${subject}${list(sure)}; and so far ${early}.`;
}

function describeMeasure({ what, less }: Measure, { difference, ratio }: RateChange): string {
  if (difference === 'no difference') return `no difference in ${what}`;
  if (ratio === null) return `${what} where there were none`;
  if (ratio >= 2) return `${ratio.toFixed(1)} times the ${what}`;
  const percent = Math.abs(ratio - 1) * 100;
  const digits = percent >= 90 && ratio < 1 ? 1 : 0;
  return `${percent.toFixed(digits)} % ${ratio < 1 ? less : 'more'} ${what}`;
}

/** Below it a load counts as the same. */
const SAME_LOAD = 0.05;

/** Nobody controls a live system's load: what is known of it. */
export function describeLoad(changes: PeriodComparison['changes']): string {
  const { ratio = null, difference } = changes.eventsPerHour ?? {};
  if (ratio === null) return 'Whether the load changed is not known.';
  if (Math.abs(ratio - 1) <= SAME_LOAD || difference === 'no difference')
    return `The load was about the same (${formatChange(ratio)} events an hour).`;
  return `The load changed: ${formatChange(ratio)} events an hour. Figures per 1,000 rows and per checkpoint say more.`;
}

/** "Not enough cycles yet: 1 of 3, about 1 min."; null where there are. */
export function describeCollecting({ figures, cycleSeconds }: MeasuredPeriod): string | null {
  const figure = figures.walBytesPerHour;
  if (figure === null || !('collecting' in figure) || cycleSeconds === null) return null;
  const { haveSeconds, needSeconds } = figure.collecting;
  const [have, need] = [Math.floor(haveSeconds / cycleSeconds), Math.ceil(needSeconds / cycleSeconds)];
  const minutes = Math.max(1, Math.ceil((needSeconds - haveSeconds) / 60));
  return `Not enough cycles yet: ${have} of ${need}, about ${minutes} min.`;
}
