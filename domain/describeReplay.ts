import { formatBytes } from './format.ts';
import type { CheckpointerSample } from './postgres.ts';

/** How far a standby is, and what its own figures cannot say; null on a primary. */
export function describeReplay({ replay, walLsn, at }: CheckpointerSample): string | null {
  // Absent where an older worker wrote.
  if (!replay) return null;
  const { receivedLsn, committedAt } = replay;
  const behind =
    receivedLsn === null
      ? 'nothing is streamed to it'
      : receivedLsn <= walLsn
        ? 'all that it received is replayed'
        : `${formatBytes(receivedLsn - walLsn)} received and not yet replayed`;
  const last =
    committedAt === null
      ? 'no transaction replayed since its start'
      : `last transaction committed ${Math.max(0, Math.round((at - committedAt) / 1_000))} s ago`;
  return `Standby: ${behind}; ${last}. It writes no WAL, and how far its primary is only the primary knows`;
}
