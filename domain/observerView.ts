import type { Interruption, NextCheckpoint, RunningCheckpoint } from './checkpoints.ts';
import type { SessionSample } from './sessions.ts';
import type { RuleCheck } from './ruleCheck.ts';
import type { CheckpointerSample, CheckpointSettings, ServerFacts, WalKept } from './postgres.ts';

/** Something the observer cannot see, what that costs, and the statement that would change it. */
export interface UnobservedPart {
  readonly what: string;
  readonly consequence: string;
  readonly remedy: string;
}

/** What rewrites pages on its own, so that each costs a nap and a page image: enabling checksums changes every page. */
export type PageRewrite = 'checksums' | 'repack' | 'cluster';

/** One sentence for people. */
export const REWRITES: Readonly<Record<PageRewrite, string>> = {
  checksums: 'Checksums are being enabled: that dirties every page of the server',
  repack: 'REPACK runs: it writes a table and its indexes anew',
  cluster: 'CLUSTER or VACUUM FULL runs: it writes a table and its indexes anew',
};

export type ObserverStatus =
  | { readonly connected: true; readonly since: number }
  | {
      readonly connected: false;
      readonly since: number;
      /** SQLSTATE or the system's code: never a message, which may hold names and addresses. */
      readonly code: string;
    };

/** What the observer knows now; times in ms since the epoch. */
export interface ObserverView {
  readonly at: number;
  /** Its last answer; null before the first, absent where an older worker wrote. */
  readonly answeredAt?: number | null;
  readonly status: ObserverStatus;
  readonly missing: readonly UnobservedPart[];
  readonly lastInterruption: { readonly kind: Interruption; readonly at: number } | null;
  /** Null before the first connection; while it is lost, what was last seen. */
  readonly server: ServerFacts | null;
  readonly settings: CheckpointSettings | null;
  readonly sample: CheckpointerSample | null;
  /** Null where this role does not see other sessions; absent where an older worker wrote. */
  readonly sessions?: SessionSample | null | undefined;
  readonly dirtyBuffers: number | null;
  /** WAL since redo that forces a checkpoint, at the most. */
  readonly walTriggerBytes: number | null;
  readonly walBytesPerSecond: number;
  /** While the connection is lost, as last seen; the next one, too. */
  readonly running: RunningCheckpoint | null;
  readonly next: NextCheckpoint | null;
  /** Null until ten predictions could be judged; absent where an older worker wrote, as the following one. */
  readonly ruleCheck?: RuleCheck | null;
  readonly rewrites?: readonly PageRewrite[];
  /** Null before it was read. */
  readonly walKept?: WalKept | null;
}
