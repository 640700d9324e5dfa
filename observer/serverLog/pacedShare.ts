import { judgeWriteSeconds, type PacingSettings } from '../../model/pacing.ts';

export interface WrittenPages {
  readonly buffers: number;
  readonly writeSeconds: number;
}

/** Share (0 to 1) of the write times that the pacing rule explains; null without any. */
export function pacedShare(written: readonly WrittenPages[], settings: PacingSettings): number | null {
  if (written.length === 0) return null;
  const isExplained = (pages: WrittenPages): boolean => {
    const kind = judgeWriteSeconds({ ...pages, settings });
    return kind === 'paced' || kind === 'plateau';
  };
  return written.filter(isExplained).length / written.length;
}
