import type { Advice } from '../../domain/advice.ts';
import { valueOf } from '../../domain/figure.ts';
import { isPipeline, type Services } from '../services.ts';
import type { ServerRow } from '../types.ts';
import { readCheckpoints } from './history.ts';
import { readOverview } from './overview.ts';

/** Skipped ones may lie between two that wrote. */
const CHECKPOINTS_READ = 20;

/** Every watched server in a row, the one in most trouble first; each is read by itself, so none waits for another. */
export async function readServers(all: readonly Services[]): Promise<readonly ServerRow[]> {
  const rows = await Promise.all(all.filter((services) => !isPipeline(services)).map(readRow));
  return rows.toSorted(compareTrouble);
}

async function readRow(services: Services): Promise<ServerRow> {
  const [overview, checkpoints] = await Promise.all([
    readOverview(services),
    // Where Redis is away, the overview says so.
    readCheckpoints(services, { from: 0, to: Date.now(), limit: CHECKPOINTS_READ }).catch(() => []),
  ]);
  const { view, figures, advice } = overview;
  const last = checkpoints.find(({ skipped }) => !skipped);
  return {
    name: services.system.server!,
    postgres: overview.postgres,
    isStandby: view?.sample?.inRecovery ?? null,
    last:
      last === undefined ? null : { startedAt: last.startedAt, cause: last.cause, inferred: last.inferred },
    running: view?.running ?? null,
    next: view?.next ?? null,
    walBytesPerHour: figures?.walBytesPerHour ?? null,
    walTriggerBytes: view?.walTriggerBytes ?? null,
    checkpointShare: figures?.checkpointShare ?? null,
    worstAdvice: advice.toSorted((a, b) => rankAdvice(a) - rankAdvice(b))[0] ?? null,
  };
}

const STATES = ['down', 'unknown', 'up'] as const;
/** The worst first. */
const ADVICE: readonly Advice['id'][] = [
  'wal-forced',
  'slow-sync',
  'full-page-images',
  'hot-indexed-columns',
  'forced-by-trifles',
  'plateau',
  'own-storage',
];

const rankAdvice = ({ id }: Advice): number => ADVICE.indexOf(id);
const rankWorst = ({ worstAdvice }: ServerRow): number =>
  worstAdvice === null ? ADVICE.length : rankAdvice(worstAdvice);

/** By state, then by the worst advice, then by the share of time spent checkpointing. */
export function compareTrouble(a: ServerRow, b: ServerRow): number {
  return (
    STATES.indexOf(a.postgres.state) - STATES.indexOf(b.postgres.state) ||
    rankWorst(a) - rankWorst(b) ||
    (valueOf(b.checkpointShare) ?? 0) - (valueOf(a.checkpointShare) ?? 0) ||
    a.name.localeCompare(b.name)
  );
}
