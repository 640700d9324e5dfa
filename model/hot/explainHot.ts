import type { HotReport, HotTable } from '../../domain/hot.ts';
import { formatCount, formatShare } from '../../domain/format.ts';

/** Statements set columns of indexes; what the pages say beside that. */
export function explainIndexes({ updates, hotUpdates, newPageUpdates }: HotTable): string {
  const rule = 'An update that changes a column of an index is never HOT';
  if (newPageUpdates === null) return `${rule}.`;
  const notHot = updates - hotUpdates;
  const samePage = notHot - newPageUpdates;
  if (newPageUpdates <= notHot / 2)
    return `${rule}: ${formatShare(samePage / notHot)} of those that were not HOT stayed on their page, so the page had room.`;
  return `${rule}. ${formatShare(newPageUpdates / notHot)} of those that were not HOT also went to another page: its own had no room. Where a statement sets a column to the value that it has, only that counts.`;
}

export function explainFullPages({ updates, hotUpdates, newPageUpdates, fillfactor }: HotTable): string {
  const room = `the pages have no room for the new version (fillfactor is ${fillfactor})`;
  if (newPageUpdates === null) return `No statement that is known changes a column of an index: ${room}.`;
  const share = formatShare(newPageUpdates / (updates - hotUpdates));
  return `${share} of the updates that were not HOT went to another page: ${room}.`;
}

/** The cause is not known. */
export function explainAssumed({ updates, hotUpdates, newPageUpdates, hasTrigger }: HotTable): string {
  const cause =
    newPageUpdates === null
      ? 'Either an index prevents HOT, or the pages have no room: PostgreSQL counts the second from 16 on'
      : `${formatCount(updates - hotUpdates - newPageUpdates)} updates were not HOT and stayed on their page, so an index prevents it`;
  const trigger = hasTrigger ? ' A trigger before the update may change more columns.' : '';
  return `${cause}. No statement that is known sets a column of an index.${trigger} The indexes below are assumed: look for one on a column that changes often.`;
}

/** Says what is not known of the statements, and what would show it; empty where all is known. */
export function describeUnknown({ source, hidden, unread, nested }: HotReport['statements']): string {
  if (source !== 'read') return SOURCES[source];
  const parts = [
    hidden > 0 &&
      `${formatCount(hidden)} statements of other roles are hidden: grant this role pg_read_all_stats.`,
    unread > 0 && `The columns of ${formatCount(unread)} statements could not be read for certain.`,
    !nested && 'Statements inside functions are not counted: set pg_stat_statements.track = all.',
  ];
  return parts.filter((part) => part !== false).join(' ');
}

const SOURCES = {
  'extension-missing':
    'Which columns are set is not known: pg_stat_statements is not installed in this database. CREATE EXTENSION pg_stat_statements; shows it, with the library in shared_preload_libraries.',
  'not-loaded':
    'Which columns are set is not known: pg_stat_statements is not loaded. Add it to shared_preload_libraries and restart.',
  'not-allowed':
    'Which columns are set is not known: this role may not read pg_stat_statements. Grant it pg_read_all_stats.',
  'unsafe-schema':
    'Which columns are set is not known: whoever owns the schema of pg_stat_statements could run code as this role. Move it to a schema of a superuser: ALTER EXTENSION pg_stat_statements SET SCHEMA …;',
} as const;
