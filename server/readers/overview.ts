import { fromRedis, UnavailableError } from '../unavailable.ts';
import { profileStatements, recognizeProfile } from '../../domain/profileSettings.ts';
import { isUnbuffered, type StrategyName, toStrategyName } from '../../domain/strategies.ts';
import type { Services } from '../services.ts';
import type { Figures } from '../../domain/figures.ts';
import type { Overview } from '../types.ts';
import { readCurrentFigures } from './figureWindows.ts';
import type { PostgresState } from './PostgresReader.ts';
import { FRESH_MS, type RedisState } from './RedisReader.ts';

/** Never rejects because a server is away: what is not known is null, and the part's health says why. */
export async function readOverview(services: Services): Promise<Overview> {
  const [redis, postgres] = await Promise.all([services.redisState.read(), services.postgresState.read()]);
  const active = toStrategyName(postgres.mode?.strategy);
  const figures = await readLastFigures(services, redis, active);
  return {
    at: Date.now(),
    system: services.system,
    worker: redis.worker,
    redis: redis.health,
    postgres: postgres.health,
    strategy: {
      active,
      asked: toStrategyName(redis.asked) ?? active,
      draining: countDraining(active, redis),
    },
    profile: describeProfile(services, postgres),
    mayCheckpoint: postgres.mayCheckpoint,
    asOf: {
      postgres: postgres.answeredAt,
      redis: redis.answeredAt,
      worker: redis.reportedAt,
      observer: redis.observedAt,
    },
    view: redis.view,
    advice: redis.advice,
    sample: redis.sample,
    figures,
  };
}

/** Null where the mode or the buffer cannot be read. */
function countDraining(active: StrategyName | null, { health, waiting }: RedisState): number | null {
  if (active === null || health.state !== 'up') return null;
  return isUnbuffered(active) ? waiting : 0;
}

function describeProfile({ config }: Services, { settings, platforms }: PostgresState): Overview['profile'] {
  return {
    changeable: config.embedded,
    current: settings === null ? null : recognizeProfile(settings, config),
    settings,
    statements: profileStatements(config, platforms),
  };
}

/** While Redis does not answer, those of its last answer, for as long as a sample counts as one of now. */
async function readLastFigures(
  services: Services,
  redis: RedisState,
  strategy: StrategyName | null,
): Promise<Figures | null> {
  const { last, answeredAt, failure } = await services.figuresWatch.look(() =>
    fromRedis(readCurrentFigures(services, redis, strategy)),
  );
  if (failure !== null && !(failure instanceof UnavailableError)) throw failure;
  return last !== null && Date.now() - answeredAt! <= FRESH_MS ? last : null;
}
