import type pg from 'pg';

/** A pool whose flush statements wait until they are let go: a worker that freezes between reading and writing. */
export function freezeFlushes(pool: pg.Pool): {
  readonly pool: pg.Pool;
  readonly letGo: () => void;
  readonly reached: Promise<void>;
} {
  let letGo!: () => void;
  let reach!: () => void;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const frozen = new Proxy(pool, {
    get(target, key) {
      if (key !== 'query') return Reflect.get(target, key) as unknown;
      return async (...args: [pg.QueryConfig]) => {
        if (args[0].name?.startsWith('flush_tokens')) {
          reach();
          await gate;
        }
        return target.query(...args);
      };
    },
  });
  return { pool: frozen, letGo, reached };
}
