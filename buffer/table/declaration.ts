import type { ColumnSpecs, KeySpec, Queryable } from './types.ts';

export type Merge = 'last' | 'newest' | 'first' | 'max' | 'min' | 'add';
export type MissingRule = 'park' | 'insert' | 'error';

export interface Column {
  readonly name: string;
  /** As an identifier in SQL. */
  readonly sql: string;
  readonly type: string;
}

/** The unit that is merged and written whole: a column, or one that holds an order (first) and those it orders. */
export interface Field {
  readonly name: string;
  readonly merge: Merge;
  readonly columns: readonly Column[];
}

/** A declared table. Made by defineTable. */
export interface Table<K extends KeySpec = KeySpec, C extends ColumnSpecs = ColumnSpecs> {
  /** As an identifier in SQL, with its schema where one was given. */
  readonly sql: string;
  /** As declared. */
  readonly name: string;
  /** In keys: no dot but between schema and table, and no brace. */
  readonly id: string;
  readonly key: readonly Column[];
  readonly fields: readonly Field[];
  readonly missing: MissingRule;
  /**
   * Holds the declaration against the catalogue, once for each pool or client.
   * @throws TableDefinitionError with a line for each thing that does not fit
   */
  readonly check: (db: Queryable) => Promise<TableFacts>;
  /** Only for the compiler. */
  readonly spec?: { readonly key: K; readonly columns: C };
}

/** Facts of a table that the statements need beside its declaration. */
export interface TableFacts {
  /** Expressions by column, of those that have a default. */
  readonly defaults: ReadonlyMap<string, string>;
}
