import { SETTINGS_KEY } from '../../redis/keys.ts';
import type { StrategyName } from '../../worker/types.ts';
import { fromRedis } from '../partAway.ts';
import type { Services } from '../services.ts';

/** Asks for a strategy, as `npm run strategy` does: every worker follows within half a second. */
export async function setStrategy(
  { redis }: Services,
  strategy: StrategyName,
): Promise<{ readonly asked: StrategyName }> {
  await fromRedis(redis.hset(SETTINGS_KEY, 'strategy', strategy));
  return { asked: strategy };
}
