import type { CheckpointKind, LogCause, LoggedCheckpoint, LoggedStart } from './logRecord.ts';

/** The one cause behind the server's words. A request may coincide with the clock or with WAL: then these count. */
export function causeOf(reasons: readonly string[] | null): LogCause {
  if (reasons === null) return 'unknown';
  if (reasons.includes('shutdown')) return 'shutdown';
  if (reasons.includes('end-of-recovery')) return 'end-of-recovery';
  if (reasons.includes('wal') || reasons.includes('xlog')) return 'wal';
  if (reasons.includes('time')) return 'time';
  return 'requested';
}

const AT_FULL_SPEED: ReadonlySet<string> = new Set(['immediate', 'fast', 'shutdown', 'end-of-recovery']);

/** True where the server had to write from the start without naps: its write time is the storage's. */
export function isAtFullSpeed(reasons: readonly string[] | null): boolean {
  return reasons?.some((word) => AT_FULL_SPEED.has(word)) ?? false;
}

/** Gives a completion the reasons of its start: one runs at a time, so the last start of its kind is the one. */
export class StartPairing {
  private pending: { readonly kind: CheckpointKind; readonly reasons: readonly string[] } | null = null;

  start(start: LoggedStart): void {
    // One that crashed never completes: the later start counts.
    this.pending = start;
  }

  /** Null where no start was seen and the completion does not say it itself. */
  complete({ kind, reasons }: LoggedCheckpoint): readonly string[] | null {
    const pending = this.pending;
    this.pending = null;
    return reasons ?? (pending?.kind === kind ? pending.reasons : null);
  }

  /** A completion that was not understood ends the one that runs, too. */
  forget(): void {
    this.pending = null;
  }
}
