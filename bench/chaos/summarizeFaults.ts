import { median } from '../../domain/statistics.ts';
import type { FaultName, FaultReport, RecoverySummary } from './types.ts';

/** How often each fault came, and how long writes took to pass again. */
export function summarizeFaults(
  reports: readonly FaultReport[],
): Partial<Record<FaultName, RecoverySummary>> {
  const byName: Partial<Record<FaultName, RecoverySummary>> = {};
  for (const name of new Set(reports.map((report) => report.name))) {
    const times = reports.filter((report) => report.name === name).map(({ recoveryMs }) => recoveryMs);
    byName[name] = { count: times.length, medianMs: median(times)!, longestMs: Math.max(...times) };
  }
  return byName;
}
