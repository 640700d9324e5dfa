import type pg from 'pg';

/** A pool or one of its connections. */
export type Queryable = pg.Pool | pg.ClientBase;
