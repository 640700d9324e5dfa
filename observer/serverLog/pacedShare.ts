import { type DurationVerdict, explainWriteSeconds, type PacingSettings } from '../../model/pacing.ts';

export interface WrittenPages {
  readonly buffers: number;
  readonly writeSeconds: number;
}

const TIMEOUTS = [300, 30, 60, 120, 180, 240, 600, 900, 1_200, 1_800, 3_600];
const TARGETS = [0.9, 0.5, 0.8, 0.7];

const DEFAULTS: PacingSettings = { checkpointTimeoutSeconds: 300, completionTarget: 0.9 };
/** The commonest first (0.5 was the default before PostgreSQL 14): a tie goes to the earlier pair. */
const CANDIDATES: readonly PacingSettings[] = TARGETS.flatMap((completionTarget) =>
  TIMEOUTS.map((checkpointTimeoutSeconds) => ({ checkpointTimeoutSeconds, completionTarget })),
);

/** Share (0 to 1) of the write times that the pacing rule explains; null without any. */
export function pacedShare(written: readonly WrittenPages[], settings: PacingSettings): number | null {
  if (written.length === 0) return null;
  return written.filter((pages) => isExplained(judge(pages, settings))).length / written.length;
}

/**
 * checkpoint_timeout and checkpoint_completion_target from the write times' plateau c·T: the usual pair that explains
 * most. Leave out checkpoints that WAL forced: WAL sets their pace, so that their plateau is another. The defaults,
 * 300 s and 0.9, stand unless another pair's plateau explains what they do not: below every plateau a shorter timeout
 * is merely more tolerant. Costs 44 verdicts for each completion.
 */
export function inferSettings(evidence: readonly WrittenPages[]): PacingSettings {
  const isExplainedByDefaults = evidence.map((pages) => isExplained(judge(pages, DEFAULTS)));
  let best = { settings: DEFAULTS, explained: isExplainedByDefaults.filter(Boolean).length };
  for (const settings of CANDIDATES) {
    const verdicts = evidence.map((pages) => judge(pages, settings));
    const explained = verdicts.filter(isExplained).length;
    const hasPlateau = verdicts.some((kind, index) => kind === 'plateau' && !isExplainedByDefaults[index]);
    if (hasPlateau && explained > best.explained) best = { settings, explained };
  }
  return best.settings;
}

type Verdict = DurationVerdict['kind'];

function judge({ buffers, writeSeconds }: WrittenPages, settings: PacingSettings): Verdict {
  return explainWriteSeconds({ buffers, writeSeconds, settings }).kind;
}

const isExplained = (kind: Verdict): boolean => kind === 'paced' || kind === 'plateau';
