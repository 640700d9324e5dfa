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
  /** It watches a server, and writes nothing to it. */
  readonly isWatcher: boolean;
}

/** Describes a worker by its own reports. */
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

const WORKER = {
  name: 'The worker',
  start: 'Start one with npm start.',
  meanwhile: 'nothing is taken in or written until it runs',
};
const WATCHER: typeof WORKER = {
  name: 'The watcher',
  start: 'Start one with npm run watch.',
  meanwhile: 'nothing is recorded until it runs',
};

function judge({ reportedAt, now, isHeard, isWatcher }: WorkerFacts): Omit<PartHealth, 'version'> {
  const { name, start, meanwhile } = isWatcher ? WATCHER : WORKER;
  if (!isHeard) {
    const detail = `Not known: Redis, through which ${name.toLowerCase()} reports, does not answer.`;
    return { state: 'unknown', detail, since: reportedAt, code: null };
  }
  if (reportedAt === null) {
    return { state: 'down', detail: start, since: null, code: null };
  }
  if (now - reportedAt > SILENT_MS) {
    const detail = `Last seen ${describeAge(now - reportedAt)} ago: ${meanwhile}.`;
    return { state: 'down', detail, since: reportedAt, code: 'no report' };
  }
  return { state: 'up', detail: `${name} runs.`, since: null, code: null };
}

function describeAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes >= 120) return `${Math.floor(minutes / 60)} h`;
  return minutes >= 2 ? `${minutes} min` : `${Math.round(ms / 1_000)} s`;
}
