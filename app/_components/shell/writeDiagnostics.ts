import type { PartHealth } from '../../../server/types.ts';
import { formatAge } from '../live/formatAge.ts';
import type { LiveView } from '../live/liveStore.ts';

/** The state of everything in plain lines, to be sent to somebody: states and settings, no address, name or password. */
export function writeDiagnostics(view: LiveView, now: number): string {
  const { overview, clockOffsetMs, connection, silentSince, paused } = view;
  const stream = `${connection}${silentSince === null ? '' : ', silent'}${paused ? ', paused' : ''}`;
  const lines = [`Breakwater, ${new Date(now).toISOString()}`, `stream: ${stream}`];
  if (overview === null) return [...lines, 'overview: never read'].join('\n');
  const { asOf, worker, postgres, redis, strategy, profile, view: seen } = overview;
  const ago = (at: number | null): string =>
    at === null ? 'never' : `${formatAge(Math.max(0, Math.round((now - clockOffsetMs - at) / 1_000)))} ago`;
  return [
    ...lines,
    `last message: ${ago(overview.at)}`,
    `worker: ${describe(worker)}, last report ${ago(asOf.worker)}, running since ${formatTime(worker.startedAt)}`,
    `worker settings: ${writeValues({ source: worker.source, preset: worker.preset, timeScale: worker.timeScale, syncIntervalMs: worker.syncIntervalMs })}`,
    `PostgreSQL: ${describe(postgres)}, last answer ${ago(asOf.postgres)}, to the worker ${ago(asOf.observer)}`,
    `PostgreSQL settings: ${writeValues(profile.settings ?? seen?.settings ?? {})}`,
    `Redis: ${describe(redis)}, last answer ${ago(asOf.redis)}`,
    `strategy: ${writeValues(strategy)}`,
    `observer: ${seen === null ? 'nothing seen' : writeStatus(seen.status)}`,
    `not seen: ${seen?.missing.map(({ what }) => what).join(', ') || 'nothing is missing'}`,
  ].join('\n');
}

function describe({ state, version, code, since }: PartHealth): string {
  const trouble = state === 'up' ? '' : ` since ${formatTime(since)}${code === null ? '' : ` (${code})`}`;
  return `${state}${trouble}, version ${version ?? 'not known'}`;
}

const writeStatus = (status: NonNullable<NonNullable<LiveView['overview']>['view']>['status']): string =>
  status.connected
    ? `connected since ${formatTime(status.since)}`
    : `no contact since ${formatTime(status.since)} (${status.code})`;

const formatTime = (at: number | null): string => (at === null ? 'not known' : new Date(at).toISOString());

const writeValues = (values: object): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value === null ? 'not known' : String(value)}`)
    .join(' ') || 'not known';
