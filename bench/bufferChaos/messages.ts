import type { TableName } from './tables.ts';

/** One update, repeated under its id until somebody has acknowledged it. */
export interface ChaosUpdate {
  readonly id: string;
  readonly table: TableName;
  readonly row: Readonly<Record<string, string | number>>;
}

export type ToProcess = { readonly call: number; readonly updates: readonly ChaosUpdate[] };
export type FromProcess =
  | { readonly type: 'ready' }
  /** The ids that Redis has. */
  | { readonly type: 'done'; readonly call: number; readonly accepted: readonly string[] }
  | { readonly type: 'failed'; readonly message: string };

export const BUFFER_CONTROLS = ['no-record'] as const;
export type BufferControl = (typeof BUFFER_CONTROLS)[number];
