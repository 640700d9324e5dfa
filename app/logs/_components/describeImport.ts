import { CHECKPOINT_CAUSES } from '../../../domain/checkpoints.ts';
import { CAUSE_IDENTITY } from '../../../domain/identityColors.ts';
import type { LogImport } from '../../../domain/logImports.ts';
import { formatCount, formatCounted, formatSeconds } from '../../_components/format.ts';

export const nameImport = ({ file, server }: Pick<LogImport, 'file' | 'server'>): string =>
  server === null ? file : `${server}, ${file}`;

export const describeCauses = ({ byCause }: LogImport): string =>
  CHECKPOINT_CAUSES.filter((cause) => byCause[cause] > 0)
    .map((cause) => `${formatCount(byCause[cause])} ${CAUSE_IDENTITY[cause].label}`)
    .join(', ');

export function describeSettings({ settings }: LogImport): string {
  if (settings === null) return 'the log does not determine them';
  const { checkpointTimeoutSeconds, completionTarget, certainty } = settings;
  const how = certainty === 'likely' ? 'likely, from few checkpoints' : 'read from the log';
  return `checkpoint_timeout ${formatSeconds(checkpointTimeoutSeconds)}, completion target ${completionTarget} (${how})`;
}

/** What the records leave out, in sentences. */
export function listGaps(about: LogImport): readonly string[] {
  const { completions, understood, notUnderstood, withoutTime, dropped, kept, skipped, tooFrequent } = about;
  const gaps: string[] = [...about.notes];
  if (understood < completions) {
    gaps.push(`${formatCounted(completions - understood, 'checkpoint line')} could not be understood.`);
  }
  if (notUnderstood !== null) gaps.push(`The first of them: ${notUnderstood}`);
  if (withoutTime > 0) {
    gaps.push(
      `${formatCounted(withoutTime, 'checkpoint')} have no time in the log: they count, but are in no list.`,
    );
  }
  if (dropped > 0) {
    gaps.push(`The list has the newest ${formatCount(kept)}; ${formatCount(dropped)} older ones only count.`);
  }
  if (skipped > 0) gaps.push(`${formatCounted(skipped, 'checkpoint')} skipped for want of work.`);
  if (tooFrequent > 0) {
    gaps.push(
      `${formatCounted(tooFrequent, 'warning')} that checkpoints come too frequently: WAL fills max_wal_size.`,
    );
  }
  return gaps;
}
