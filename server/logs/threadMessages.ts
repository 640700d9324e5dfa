import type { ImportedLog } from '../../domain/logImports.ts';

export interface ThreadInput {
  /** What the log is called. */
  readonly file: string;
  /** Of its text, unpacked. */
  readonly maxBytes: number;
}

export type ThreadMessage =
  | { readonly kind: 'progress'; readonly lines: number; readonly checkpoints: number }
  | { readonly kind: 'done'; readonly logs: readonly ImportedLog[] }
  /** A sentence without its full stop. */
  | { readonly kind: 'refused'; readonly why: string };
