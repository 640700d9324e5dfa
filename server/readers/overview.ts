import { fromRedis, PartAwayError } from '../partAway.ts';
import type { WindowRange } from './counterWindow.ts';
import { profileStatements, recognizeProfile } from '../profiles.ts';
import type { StrategyName } from '../../worker/types.ts';
import type { Services } from '../services.ts';
import { toStrategyName } from '../strategyNames.ts';
import type { Figures, Overview } from '../types.ts';
import { NO_FIGURES, readFigures } from './figures.ts';
import { type PostgresState, readPostgresState } from './postgresState.ts';
import { readRedisState, type RedisState } from './redisState.ts';

/** Never rejects because a server is away: what is not known is null, and the part's health says why. */
export async function readOverview(services: Services): Promise<Overview> {
  const [redis, postgres] = await Promise.all([readRedisState(services), readPostgresState(services)]);
  const timeScale = redis.worker.timeScale ?? services.config.timeScale;
  const inForce = toStrategyName(postgres.mode?.strategy);
  return {
    at: Date.now(),
    worker: redis.worker,
    redis: redis.health,
    postgres: postgres.health,
    strategy: {
      inForce,
      asked: toStrategyName(redis.asked) ?? inForce,
      draining: countDraining(inForce, redis),
    },
    profile: describeProfile(services, postgres),
    mayCheckpoint: postgres.mayCheckpoint,
    view: redis.view,
    sample: redis.sample,
    figures: redis.health.ok
      ? await readFiguresOrNone(services, { timeScale, steadySince: redis.steadySince })
      : NO_FIGURES,
  };
}

/** Null where the mode or the buffer cannot be read. */
function countDraining(inForce: StrategyName | null, { health, waiting }: RedisState): number | null {
  if (inForce === null || !health.ok) return null;
  return inForce === 'direct' ? waiting : 0;
}

function describeProfile({ config }: Services, { settings }: PostgresState): Overview['profile'] {
  return {
    changeable: config.embedded,
    current: settings === null ? null : recognizeProfile(settings, config),
    settings,
    statements: profileStatements(config),
  };
}

/** Redis may go between two reads. */
async function readFiguresOrNone(services: Services, range: WindowRange): Promise<Figures> {
  try {
    return await fromRedis(readFigures(services, range));
  } catch (error: unknown) {
    if (error instanceof PartAwayError) return NO_FIGURES;
    throw error;
  }
}
