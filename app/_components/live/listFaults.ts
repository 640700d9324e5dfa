import type { PartHealth } from '../../../server/types.ts';
import type { LiveView } from './liveStore.ts';

/** The part at fault, and since when (ms): by the server's clock, for the web process by the browser's; null: it never answered. */
export interface Fault {
  readonly part: 'PostgreSQL' | 'Redis' | 'worker' | 'watcher' | 'web process';
  readonly since: number | null;
  readonly detail: string;
}

/** The worst first. Without the web process nothing is known of the others. */
export function listFaults({
  overview,
  silentSince,
  connection,
}: Pick<LiveView, 'overview' | 'silentSince' | 'connection'>): readonly Fault[] {
  if (silentSince !== null || overview === null) {
    const answer = connection === 'failing' ? 'answers with an error: its log says what' : 'does not answer';
    const detail = `The server ${answer}. Retrying every 2 s.`;
    return [{ part: 'web process', since: silentSince, detail }];
  }
  const parts: readonly (readonly [Fault['part'], PartHealth])[] = [
    ['PostgreSQL', overview.postgres],
    ['Redis', overview.redis],
    [overview.system.pipeline ? 'worker' : 'watcher', overview.worker],
  ];
  return parts
    .filter(([, { state }]) => state === 'down')
    .map(([part, { since, detail }]) => ({ part, since, detail }));
}
