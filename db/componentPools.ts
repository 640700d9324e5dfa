import type pg from 'pg';
import { createPool } from './pool.ts';

/** Begins the application_name of a component's connections (`breakwater: COMPONENT WORKER`); its WAL is identified by them. */
export const COMPONENT_APPLICATION = 'breakwater: ';
/** Longer than a backend keeps its statistics to itself (10 s), so that none is lost with the connection. */
const IDLE_MS = 60_000;

export interface ComponentPools {
  /** The pool of a component, made when it first writes. */
  of(component: string): pg.Pool;
  end(): Promise<void>;
}

/** One small pool per component: PostgreSQL counts WAL by backend (18+), so each component needs backends of its own. */
export function createComponentPools(options: {
  readonly databaseUrl: string;
  /** Distinguishes the connections of this worker from those of others. */
  readonly worker: string;
  readonly maxConnections: number;
  readonly onConnectionError: (error: Error) => void;
}): ComponentPools {
  const pools = new Map<string, pg.Pool>();
  return {
    of: (component) => {
      const known = pools.get(component);
      if (known !== undefined) return known;
      const applicationName = `${COMPONENT_APPLICATION}${component} ${options.worker}`;
      const pool = createPool({ ...options, applicationName, idleTimeoutMs: IDLE_MS });
      pools.set(component, pool);
      return pool;
    },
    end: async () => {
      await Promise.all(Array.from(pools.values(), (pool) => pool.end()));
    },
  };
}
