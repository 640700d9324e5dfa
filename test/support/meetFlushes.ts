import type pg from 'pg';

/**
 * A pool whose flush statements wait for each other: the first is sent once a second one is there, from another shard. Where
 * flushes go one after another, none is ever sent.
 */
export function meetFlushes(pool: pg.Pool): {
  readonly pool: pg.Pool;
  readonly shards: ReadonlySet<unknown>;
} {
  const shards = new Set<unknown>();
  let letGo!: () => void;
  const met = new Promise<void>((resolve) => (letGo = resolve));
  const meeting = new Proxy(pool, {
    get(target, key) {
      if (key !== 'query') return Reflect.get(target, key) as unknown;
      return async (...args: [pg.QueryConfig<[shard: number]>]) => {
        if (args[0].name?.startsWith('flush_tokens')) {
          shards.add(args[0].values?.[0]);
          if (shards.size > 1) letGo();
          await met;
        }
        return target.query(...args);
      };
    },
  });
  return { pool: meeting, shards };
}
