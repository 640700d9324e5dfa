import { isUnbuffered } from '../../domain/strategies.ts';
import { formatCount, formatNumber } from '../../domain/format.ts';
import { CRITERIA, meets } from '../../domain/criteria.ts';
import type { Criterion } from '../types.ts';
import { type Figure, valueOf } from '../../domain/figure.ts';
import type { Evidence } from './evidence.ts';
import { explainWritesOutOfReach } from './reach.ts';

/** Below this share of a workload hour, one batch more or less decides. */
const MIN_HOURS = 0.25;

export function judgeWrites(evidence: Evidence): Criterion {
  const { figures, timeScale, strategy } = evidence;
  const writesPerHour = valueOf(figures.writesPerHour);
  const hours = (secondsOf(figures.writesPerHour) * timeScale) / 3_600;
  const criterion = {
    id: 'writes-per-hour',
    title: 'Few write statements',
    target: `40 to ${CRITERIA.writesPerHour.atMost} an hour of workload time`,
    measured:
      writesPerHour === null
        ? describeUnknown(figures.writesPerHour)
        : `${formatCount(writesPerHour)} an hour`,
  };
  if (writesPerHour === null || hours < MIN_HOURS) {
    return {
      ...criterion,
      passed: null,
      reason: 'Known after a quarter of a workload hour under this strategy.',
    };
  }
  if (writesPerHour === 0) {
    return { ...criterion, passed: null, reason: 'Nothing was written in this window.' };
  }
  const passed = meets(CRITERIA.writesPerHour, writesPerHour);
  const outOfReach = passed ? null : explainWritesOutOfReach(evidence, CRITERIA.writesPerHour.atMost);
  if (outOfReach !== null) return { ...criterion, passed: null, reason: outOfReach };
  return {
    ...criterion,
    passed,
    reason: isUnbuffered(strategy)
      ? 'Under direct each update is a statement of its own.'
      : 'Set for 50 tracked tokens (PRESET=seed): a sync takes one statement for each 100 rows that changed, so the number follows the tokens, not their updates.',
  };
}

const secondsOf = (figure: Figure): number =>
  figure !== null && 'window' in figure ? (figure.window.to - figure.window.from) / 1_000 : 0;

function describeUnknown(figure: Figure | undefined): string {
  if (figure == null || 'value' in figure) return 'not yet known';
  const { haveSeconds, needSeconds } = figure.collecting;
  return `collecting, ${formatCount(haveSeconds)} of ${formatCount(needSeconds)} s`;
}

export function judgeCreateLatency({ figures }: Evidence): Criterion {
  const seconds = valueOf(figures.latencySeconds['create']);
  return {
    id: 'latency-new',
    title: 'New tokens are there at once',
    target: `0 s (judged: < ${CRITERIA.newTokenSeconds.below} s on average, wall time)`,
    measured:
      seconds === null ? describeUnknown(figures.latencySeconds['create']) : `${formatNumber(seconds, 3)} s`,
    passed: seconds === null ? null : meets(CRITERIA.newTokenSeconds, seconds),
    reason:
      seconds === null
        ? 'No token was created in this window.'
        : 'From acceptance to commit. Buffered state changes are seen at once through the API, in SQL with the next sync.',
  };
}

/** Pools are judged with it: both wait for the sync. */
export function judgeMarketLatency({ figures, timeScale }: Evidence): Criterion {
  const kinds = [
    { name: 'market data', seconds: valueOf(figures.latencySeconds['market']) },
    { name: 'pools', seconds: valueOf(figures.latencySeconds['pool']) },
  ];
  const known = kinds.flatMap(({ name, seconds }) =>
    seconds === null ? [] : { name, minutes: (seconds * timeScale) / 60 },
  );
  const measured = known.map(({ name, minutes }) => `${name} ${formatNumber(minutes, 2)} min`).join(', ');
  return {
    id: 'latency-market',
    title: 'Market data and pools are fresh',
    target: `< ${CRITERIA.marketMinutes.below} min of workload time on average`,
    measured: measured === '' ? describeUnknown(figures.latencySeconds['market']) : measured,
    passed: known.length === 0 ? null : known.every(({ minutes }) => meets(CRITERIA.marketMinutes, minutes)),
    reason:
      known.length === 0
        ? 'Neither was written in this window.'
        : 'From acceptance to commit; through the API it is seen at once.',
  };
}
