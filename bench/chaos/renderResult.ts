import { formatCount } from '../../domain/format.ts';
import type { ChaosResult } from './types.ts';

/** The result for a terminal. */
export function renderResult(result: ChaosResult): string {
  const { verdict, control, lostInWindow } = result;
  const lines = [
    '',
    `${verdict === 'passed' ? 'PASSED' : 'FAILED'}${control === null ? '' : ` (control ${control}: it must fail)`}` +
      `: seed ${result.seed}, ${result.seconds} s, ${result.workers} workers, PostgreSQL ${result.postgresVersion}, ` +
      `Redis ${result.redisVersion} with appendfsync ${result.fsync}`,
    `faults ${result.faults}, writes acknowledged ${formatCount(result.acknowledged)} ` +
      `on ${formatCount(result.tokens)} tokens`,
    `lost ${result.lost}${lostInWindow > 0 ? ` (and ${lostInWindow} inside the second that everysec may lose)` : ''}, ` +
      `went back ${result.wentBack}, ledger ${result.ledgerImbalance}, rules broken ${result.brokenRules}, ` +
      `dead letters ${result.dead}`,
    '',
    `${'fault'.padEnd(18)}${'times'.padStart(6)}${'recovered in, median'.padStart(22)}${'longest'.padStart(10)}`,
    ...Object.entries(result.faultsByName)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(
        ([name, { count, medianMs, longestMs }]) =>
          `${name.padEnd(18)}${String(count).padStart(6)}${`${medianMs} ms`.padStart(22)}${`${longestMs} ms`.padStart(10)}`,
      ),
    ...result.skipped.map(({ name, reason }) => `${name.padEnd(18)} skipped: ${reason}`),
    ...result.breaches.map(({ what, detail }) => `${what}: ${detail}`),
  ];
  return lines.join('\n');
}
