import type { LiveState } from '../../redis/liveState.ts';
import type { PartHealth, WorkerHealth } from '../types.ts';
import { SILENT_MS } from './Heartbeat.ts';

export interface WorkerFacts {
  readonly live: LiveState | null;
  /** Ms by this process's clock; null before a worker has ever run. */
  readonly reportedAt: number | null;
  readonly now: number;
  /** False: Redis, through which it reports, does not answer. */
  readonly isHeard: boolean;
}

/** What its own reports say of a worker. */
export function describeWorker(facts: WorkerFacts): WorkerHealth {
  const { live, reportedAt } = facts;
  return {
    ...judge(facts),
    version: live?.version ?? null,
    lastSeenAt: reportedAt,
    startedAt: live?.startedAt ?? null,
    source: live?.source ?? null,
    preset: live?.preset ?? null,
    timeScale: live?.timeScale ?? null,
    syncIntervalMs: live?.syncIntervalMs ?? null,
  };
}

function judge({ reportedAt, now, isHeard }: WorkerFacts): Omit<PartHealth, 'version'> {
  if (!isHeard) {
    const detail = 'Not known: Redis, through which the worker reports, does not answer.';
    return { state: 'unknown', detail, since: reportedAt, code: null };
  }
  if (reportedAt === null) {
    const detail = 'Start one with npm start.';
    return { state: 'down', detail, since: null, code: null };
  }
  if (now - reportedAt > SILENT_MS) {
    const detail = `Last seen ${describeAge(now - reportedAt)} ago: nothing is taken in or written until it runs.`;
    return { state: 'down', detail, since: reportedAt, code: 'no report' };
  }
  return { state: 'up', detail: 'The worker runs.', since: null, code: null };
}

function describeAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes >= 120) return `${Math.floor(minutes / 60)} h`;
  return minutes >= 2 ? `${minutes} min` : `${Math.round(ms / 1_000)} s`;
}
