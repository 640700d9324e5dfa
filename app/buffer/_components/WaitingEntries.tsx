'use client';

import { isUnbuffered } from '../../../domain/strategies.ts';
import type { WaitingEntry } from '../../../server/types.ts';
import { formatSeconds } from '../../_components/format.ts';
import { useLive } from '../../_components/live/LiveProvider.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { CommandLine } from '../../_components/ui/CommandLine.tsx';
import { EntryTable } from './EntryTable.tsx';
import { NextSync } from './NextSync.tsx';
import { MERGED_UPDATES, WAITING_GROUPS, WAITING_SINCE } from './entryColumns.ts';

const COLUMNS = [WAITING_SINCE, MERGED_UPDATES, WAITING_GROUPS];

export interface WaitingEntriesProps {
  readonly entries: readonly WaitingEntry[];
  readonly total: number;
  readonly nextSyncAt: number | null;
}

export function WaitingEntries({ entries, total, nextSyncAt }: WaitingEntriesProps) {
  return (
    <div id="waiting" className="scroll-mt-4">
      <Card title="Waiting for the sync" actions={<NextSync at={nextSyncAt} />}>
        {entries.length === 0 ? (
          <NothingWaits />
        ) : (
          <EntryTable caption="Waiting entries, oldest first" {...{ entries, total }} columns={COLUMNS} />
        )}
        <CommandLine command="npm run buffer -- list" />
      </Card>
    </div>
  );
}

function NothingWaits() {
  const strategy = useLive((view) => view.shown?.strategy.active ?? null);
  const intervalMs = useLive((view) => view.shown?.worker.syncIntervalMs ?? null);
  const timeScale = useLive((view) => view.shown?.worker.timeScale ?? null);
  if (isUnbuffered(strategy)) {
    return (
      <EmptyState>
        Nothing waits: under the strategy “direct” every update is written at once. Choose “hybrid” on the
        overview, and updates gather here.
      </EmptyState>
    );
  }
  const every =
    intervalMs === null || timeScale === null
      ? ''
      : `, every ${formatSeconds(intervalMs / 1_000 / timeScale)}`;
  return (
    <EmptyState>
      Nothing waits: the last sync wrote everything. The next updates gather here until the next sync{every}.
    </EmptyState>
  );
}
