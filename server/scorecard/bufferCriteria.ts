import { isUnbuffered } from '../../domain/strategies.ts';
import { RECORD_NOT_FOUND } from '../../domain/sampleNames.ts';
import { formatBytes, formatCount, formatNumber } from '../../domain/format.ts';
import { gainedFromZero } from '../readers/counterWindow.ts';
import type { Criterion } from '../types.ts';
import { type Evidence, readGauge } from './evidence.ts';

const MIB = 1024 ** 2;
/** The sync job's own time, and the seconds between two polls. */
const SLACK_SECONDS = 5;
/** Growth from the first half of the window to the second that still counts as stable. */
const MAX_GROWTH = 1.25;
/** Hours of workload time before a trend shows. */
const MIN_HOURS = 0.25;

const UNSEEN = 'The history holds no samples of this window.';

export function judgeNotFound({ window }: Evidence): Criterion {
  const known = window.buckets.length >= 2;
  const count = gainedFromZero(window, RECORD_NOT_FOUND);
  return {
    id: 'record-not-found',
    title: 'No "record not found" errors',
    target: '0',
    measured: known ? formatCount(count) : 'not yet known',
    passed: known ? count === 0 : null,
    reason: known ? 'Updates that met a missing row; they are retried, none is lost.' : UNSEEN,
  };
}

export function judgeEmpties(evidence: Evidence): Criterion {
  const { strategy, syncIntervalMs, timeScale } = evidence;
  const ages = readGauge(evidence, 'bufferOldestSeconds');
  const oldest = ages.length === 0 ? null : Math.max(...ages);
  const intervalSeconds = syncIntervalMs / timeScale / 1_000;
  const criterion = {
    id: 'buffer-empties',
    title: 'The buffer empties every sync interval',
    target: `oldest entry ≤ ${formatNumber(intervalSeconds, 1)} s + ${SLACK_SECONDS} s (wall time)`,
    measured: oldest === null ? 'not yet known' : `oldest entry ${formatNumber(oldest, 1)} s`,
  };
  if (strategy === null) {
    return { ...criterion, passed: null, reason: 'Which strategy is active is not known.' };
  }
  if (isUnbuffered(strategy)) return judgeDrained(criterion, ages.at(-1) ?? null);
  if (oldest === null) return { ...criterion, passed: null, reason: UNSEEN };
  const passed = oldest <= intervalSeconds + SLACK_SECONDS;
  return { ...criterion, passed, reason: 'The greatest age that an entry reached in this window.' };
}

/** Under direct nothing new is buffered; what a strategy before it left is being written. */
function judgeDrained(criterion: Omit<Criterion, 'passed' | 'reason'>, newest: number | null): Criterion {
  if (newest === null) return { ...criterion, measured: 'not yet known', passed: null, reason: UNSEEN };
  return newest > 0
    ? {
        ...criterion,
        measured: `oldest entry ${formatNumber(newest, 1)} s`,
        passed: null,
        reason: 'The buffer drains after the switch to direct.',
      }
    : { ...criterion, measured: 'empty', passed: null, reason: 'Nothing is buffered under direct.' };
}

export function judgeMemory(evidence: Evidence): Criterion {
  const { strategy, window, timeScale } = evidence;
  const bytes = readGauge(evidence, 'bufferMemoryBytes');
  const criterion = {
    id: 'memory-stable',
    title: 'Memory is stable',
    target: `Redis' memory grows by < ${formatCount((MAX_GROWTH - 1) * 100)} % from the first half of the window to the second`,
  };
  if (bytes.length < 2 || ((window.to - window.from) * timeScale) / 3_600_000 < MIN_HOURS) {
    const reason = 'Known after a quarter of a workload hour under this strategy.';
    return { ...criterion, measured: 'not yet known', passed: null, reason };
  }
  if (isUnbuffered(strategy) && Math.max(...bytes) === 0) {
    return { ...criterion, measured: 'empty', passed: null, reason: 'Nothing is buffered under direct.' };
  }
  const half = Math.floor(bytes.length / 2);
  const before = Math.max(...bytes.slice(0, half));
  const after = Math.max(...bytes.slice(half));
  return {
    ...criterion,
    measured: `at most ${formatBytes(before)}, then ${formatBytes(after)}`,
    // A buffer that is all but empty may double.
    passed: after <= before * MAX_GROWTH + MIB,
    reason: "Judged on what the buffer takes in Redis; the worker's own memory is in /metrics.",
  };
}

export function judgeLoss(evidence: Evidence): Criterion {
  const imbalance = readGauge(evidence, 'ledgerImbalance').at(-1) ?? null;
  const dead = readGauge(evidence, 'bufferDead').at(-1) ?? null;
  const known = imbalance !== null && dead !== null;
  return {
    id: 'no-data-loss',
    title: 'No data is lost',
    target: 'ledger imbalance 0, dead letters 0',
    measured: known
      ? `imbalance ${formatCount(imbalance)}, dead letters ${formatCount(dead)}`
      : 'not yet known',
    passed: known ? imbalance === 0 && dead === 0 : null,
    reason: known
      ? 'Accepted = written + merged + waiting + parked + dead + discarded; a dead letter can be replayed on the buffer page.'
      : UNSEEN,
  };
}
