import type { NotCounted } from '../../../domain/checkpointRelations.ts';
import type { TablesInRange } from '../../../server/readers/tables.ts';
import { formatCount } from '../../_components/format.ts';

const REASONS: Readonly<Record<NotCounted, string>> = {
  'extension-missing': 'pg_buffercache is not installed',
  'not-allowed': 'this role may not read pg_buffercache',
  'unsafe-schema': 'the schema of pg_buffercache belongs to somebody else',
  'too-costly': 'a count would have taken more than 1 % of the time',
  'not-seen': 'they were not seen to begin',
  refused: 'the server gave no answer in time',
};

/** Where the shares come from, in sentences. */
export function describeSources({
  checkpoints: { all, counted, estimated, unknown },
  notCounted,
}: Pick<TablesInRange, 'checkpoints' | 'notCounted'>): string {
  const reasons = notCounted.map(({ why, checkpoints }) =>
    notCounted.length === 1 ? describeReason(why) : `${describeReason(why)} (${formatCount(checkpoints)})`,
  );
  return [
    counted > 0 ? `Counted in ${counted === all ? 'all of them' : formatCount(counted)}.` : null,
    estimated > 0
      ? `Estimated in ${estimated === all ? 'all of them' : formatCount(estimated)}, from the rows that changed: ${reasons.join(', ')}.`
      : null,
    unknown > 0 ? `Not known in ${unknown === all ? 'all of them' : formatCount(unknown)}.` : null,
  ]
    .filter((sentence) => sentence !== null)
    .join(' ');
}

export const describeReason = (why: NotCounted): string => REASONS[why];
