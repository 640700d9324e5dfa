/** A figure meets its criterion at or below `atMost`, below `below`, at or above `atLeast`. */
type Criterion = { readonly atMost: number } | { readonly below: number } | { readonly atLeast: number };

/**
 * The targets promised for the fix. The live scorecard, the comparison and the expectations on /what-if judge by it.
 * Hours and minutes are workload time; a checkpoint's seconds are those at real time.
 */
export const CRITERIA = {
  savedStatementsShare: { atLeast: 0.92 },
  writesPerHour: { atMost: 50 },
  checkpointMinutes: { atLeast: 30 },
  checkpointSeconds: { below: 30 },
  checkpointPages: { below: 500 },
  /** Promised as 0 s: a create that goes straight to the database takes milliseconds. */
  newTokenSeconds: { below: 1 },
  marketMinutes: { below: 5 },
} as const satisfies Readonly<Record<string, Criterion>>;

export function meets(criterion: Criterion, value: number): boolean {
  if ('atMost' in criterion) return value <= criterion.atMost;
  return 'below' in criterion ? value < criterion.below : value >= criterion.atLeast;
}
