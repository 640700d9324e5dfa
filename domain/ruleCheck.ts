/** How the last predictions of write seconds came out, which rest on PostgreSQL's pacing rule (0.1 s a page, up to c·T). */
export interface RuleCheck {
  readonly predictions: number;
  /** Median of their errors without sign, as a share of what came. */
  readonly medianError: number;
}

/** A verdict needs at least this number of predictions. */
export const MIN_PREDICTIONS = 10;
/** On 14 to 18 the median error is below 0.3 %. */
const MAX_MEDIAN_ERROR = 0.05;

/** True where a server's pacing does not follow the rule; `check`: absent where an older worker wrote. */
export const breaksRule = (check: RuleCheck | null | undefined): boolean =>
  (check?.medianError ?? 0) > MAX_MEDIAN_ERROR;

/** One sentence for people; null where the rule holds, or too little is known. */
export function describeBrokenRule(check: RuleCheck | null | undefined): string | null {
  if (check == null || !breaksRule(check)) return null;
  const percent = Math.round(check.medianError * 100);
  return `This server's pacing does not follow the rule: the last ${check.predictions} predictions of write time were off by ${percent} % in the median (a later version, a fork, or slow storage). Do not rely on predictions here.`;
}

/** Shown with each prediction of a server whose pacing does not follow the rule. */
export const UNRELIABLE = 'unreliable';
