import type { Coverage, HistoryMarks } from '../../../../server/types.ts';
import { formatCount, formatDateTime, formatSeconds } from '../../format.ts';

/** Says what the charts leave out of the range, in sentences; empty where they show everything. */
export function describeCoverage(marks: Omit<HistoryMarks, 'checkpoints' | 'syncs' | 'marks'>): string[] {
  const { widthMs, everyUnplanned, coverage } = marks;
  const { checkpoints, syncs } = coverage;
  const each = `of each ${formatSeconds(widthMs / 1_000)}`;
  const rule = everyUnplanned
    ? `${each} the largest and the longest, and every one that the clock did not start`
    : `${each} and cause the largest and the longest`;
  const thinned = [
    describeThinned(checkpoints, 'checkpoints', rule),
    describeThinned(syncs, 'syncs', `${each} the one with the most rows`),
  ].filter((part) => part !== null);
  const cut = (['checkpoints', 'syncs', 'marks'] as const)
    .filter((kind) => coverage[kind].since !== null)
    .map((kind) => describeCut(kind, coverage[kind]));
  return thinned.length === 0 ? cut : [`Thinned: ${thinned.join('; ')}.`, ...cut];
}

const describeThinned = ({ found, kept }: Coverage, name: string, rule: string): string | null =>
  kept === found ? null : `${formatCount(kept)} of ${formatCount(found)} ${name} are drawn, ${rule}`;

const describeCut = (name: string, { found, since }: Coverage): string =>
  `No ${name} before ${formatDateTime(since ?? 0)}: the history keeps the last ${formatCount(found)}.`;
