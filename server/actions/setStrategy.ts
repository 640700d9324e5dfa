import { SETTINGS_KEY } from '../../redis/keys.ts';
import type { StrategyName } from '../../domain/strategies.ts';
import { fromRedis, UnavailableError } from '../unavailable.ts';
import type { PipelineServices } from '../services.ts';

/**
 * Asks for a strategy, as `npm run strategy` does: every worker follows within half a second. `at`: ms, when Redis had it.
 * Redis that is frozen would take it when it wakes, long after it was refused: so it is asked first whether it answers.
 */
export async function setStrategy(
  services: PipelineServices,
  strategy: StrategyName,
): Promise<{ readonly asked: StrategyName; readonly at: number }> {
  const { health } = await services.redisState.read();
  if (health.state !== 'up') throw new UnavailableError('Redis', null);
  await fromRedis(services.redis.hset(SETTINGS_KEY, 'strategy', strategy));
  return { asked: strategy, at: Date.now() };
}
