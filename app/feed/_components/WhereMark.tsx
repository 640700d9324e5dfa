import type { FeedToken } from '../../../server/types.ts';
import { DASH } from '../../_components/format.ts';
import { SERIES_IDENTITY } from '../../../domain/identityColors.ts';
import { describeMark } from './bufferedMark.ts';

export interface WhereMarkProps {
  readonly token: Pick<FeedToken, 'bufferedSince' | 'bufferedGroups'>;
  readonly now: number | null;
}

/** Whether the newest values are in the buffer, and since when, or in the database. */
export function WhereMark({ token, now }: WhereMarkProps) {
  if (now === null) return <span className="text-muted">{DASH}</span>;
  const { buffered, text } = describeMark(token, now);
  if (!buffered) return <span className="block truncate text-xs text-muted">{text}</span>;
  return (
    <span
      className="flex min-w-0 items-center gap-1.5 text-xs"
      title={`Waiting for the sync: ${token.bufferedGroups.join(', ')}`}
    >
      <span
        aria-hidden="true"
        className="size-2 shrink-0 rounded-full"
        style={{ backgroundColor: SERIES_IDENTITY.buffered.color }}
      />
      <span className="sm:whitespace-nowrap">{text}</span>
    </span>
  );
}
