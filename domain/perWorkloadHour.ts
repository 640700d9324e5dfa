/** Converts a count in some wall time into one per hour of workload time. */
export const perWorkloadHour = (
  count: number,
  { wallMs, timeScale }: { readonly wallMs: number; readonly timeScale: number },
): number => (count * 3_600_000) / (wallMs * timeScale);
