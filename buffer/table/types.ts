type Scalar =
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'numeric'
  | 'real'
  | 'double precision'
  | 'boolean'
  | 'text'
  | 'varchar'
  | 'uuid'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'bytea'
  | 'json'
  | 'jsonb';
type Decimal = 'numeric' | `numeric(${number},${number})`;

/** A type of PostgreSQL, in the spelling of its documentation; enums, domains and other types by their own names. */
export type SqlType = Scalar | Decimal | `${Scalar}[]` | (string & {});
/** Types whose order does not depend on a collation. */
export type ComparableType =
  | 'smallint'
  | 'integer'
  | 'bigint'
  | Decimal
  | 'real'
  | 'double precision'
  | 'date'
  | 'timestamptz';
/** Whole numbers, and decimals of a fixed scale. */
export type AddableType = 'smallint' | 'integer' | 'bigint' | `numeric(${number},${number})`;

/** A column: its type, or its type and how two values of one row become one. Without `merge` the last value stays. */
export type ColumnSpec =
  | SqlType
  | { readonly type: SqlType; readonly merge?: 'last' | 'first' }
  /** The value with the newest order stays. `order` names a column of the same row. */
  | { readonly type: SqlType; readonly merge?: 'last'; readonly order: string }
  | { readonly type: ComparableType; readonly merge: 'max' | 'min' }
  | { readonly type: AddableType; readonly merge: 'add' };

export type KeySpec = Readonly<Record<string, SqlType>>;
export type ColumnSpecs = Readonly<Record<string, ColumnSpec>>;

/** The values that a column of a type takes. */
export type ValueOf<T extends SqlType> = T extends 'smallint' | 'integer'
  ? number
  : T extends 'bigint'
    ? bigint | number | string
    : T extends Decimal
      ? string | number | bigint
      : T extends 'real' | 'double precision'
        ? number | string
        : T extends 'boolean'
          ? boolean
          : T extends 'timestamptz'
            ? Date | string
            : T extends 'bytea'
              ? Uint8Array
              : T extends 'json' | 'jsonb'
                ? object | string | number | boolean
                : T extends `${infer E}[]`
                  ? readonly (ValueOf<E> | null)[]
                  : string;

/** The value as which a column of a type is read: nothing is lost, so that numeric and times are text. */
export type ReadOf<T extends SqlType> = T extends 'smallint' | 'integer' | 'real' | 'double precision'
  ? number
  : T extends 'bigint'
    ? bigint
    : T extends 'boolean'
      ? boolean
      : T extends 'bytea'
        ? Uint8Array
        : T extends 'json' | 'jsonb'
          ? unknown
          : T extends `${infer E}[]`
            ? readonly (ReadOf<E> | null)[]
            : string;

type TypeOf<S> = S extends { readonly type: infer T extends SqlType } ? T : S extends SqlType ? S : never;
type InputOf<S> = S extends { readonly merge: 'add' | 'max' | 'min' | 'first' }
  ? ValueOf<TypeOf<S>>
  : ValueOf<TypeOf<S>> | null;

export type KeyOf<K extends KeySpec> = { readonly [N in keyof K]: ValueOf<K[N]> };
/** One update: the key, and the columns that change. What is not mentioned, or undefined, stays. */
export type UpdateOf<K extends KeySpec, C extends ColumnSpecs> = KeyOf<K> & {
  readonly [N in keyof C]?: InputOf<C[N]> | undefined;
};
export type RowOf<K extends KeySpec, C extends ColumnSpecs> = { readonly [N in keyof K]: ReadOf<K[N]> } & {
  readonly [N in keyof C]: ReadOf<TypeOf<C[N]>> | null;
};

/** Every `order` must name a column. */
export type CheckedOrders<C extends ColumnSpecs> = {
  readonly [N in keyof C]: C[N] extends { readonly order: string }
    ? { readonly order: Exclude<keyof C, N> }
    : unknown;
};

/** Anything that runs a statement: a pool or client of pg, or an adapter of a few lines. */
export interface Queryable {
  query(text: string, values: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}
