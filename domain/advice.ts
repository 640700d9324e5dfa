/** One piece of advice; `evidence` is what was measured, `statements` what to run. */
export interface Advice {
  readonly id:
    | 'wal-forced'
    | 'full-page-images'
    | 'plateau'
    | 'slow-sync'
    | 'hot-indexed-columns'
    | 'forced-by-trifles'
    | 'own-storage';
  readonly title: string;
  readonly evidence: string;
  readonly statements: readonly string[];
  /** What following it costs, in sentences without the last full stop; absent where it costs nothing. */
  readonly cost?: string | undefined;
}
