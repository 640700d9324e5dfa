import type { WriteKind } from '../../domain/writeKinds.ts';

const POLLED_KINDS: ReadonlySet<WriteKind> = new Set<WriteKind>(['market', 'score', 'holders', 'metadata']);

/** Polled values are read, ordered and written in one go: a poll that comes late is overtaken, not owed. */
export function isPolled(kind: WriteKind): boolean {
  return POLLED_KINDS.has(kind);
}
