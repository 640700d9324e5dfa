import type { Services } from '../services.ts';
import type { PartHealth } from '../types.ts';

/**
 * GET /api/health, for probes: 200 where every part is well, else 503. Open to all, so without versions and names. A watched
 * server that is away is none of the parts: starting the watch again would not help.
 */
export async function answerHealth(services: Services): Promise<Response> {
  const [{ worker, health: redis }, { health: postgres }] = await Promise.all([
    services.redisState.read(),
    services.postgresState.read(),
  ]);
  const health = services.system.pipeline ? { worker, redis, postgres } : { watcher: worker, redis };
  const ok = Object.values(health).every(({ state }) => state === 'up');
  const parts = Object.fromEntries(Object.entries(health).map(([name, part]) => [name, describe(part)]));
  return Response.json({ ok, parts }, { status: ok ? 200 : 503, headers: { 'cache-control': 'no-store' } });
}

/** Describes the fault; without one, the sentence would name a version. */
const describe = ({ state, detail }: PartHealth) => (state === 'up' ? { ok: true } : { ok: false, detail });
