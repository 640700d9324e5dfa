'use client';

import { useMemo } from 'react';
import type { ListedCheckpoint } from '../../../domain/checkpoints.ts';
import type { LogImport } from '../../../domain/logImports.ts';
import { formatBytes, formatCount, formatSeconds } from '../../_components/format.ts';
import { Badge } from '../../_components/ui/Badge.tsx';
import { Button } from '../../_components/ui/Button.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { Facts } from '../../_components/ui/Facts.tsx';
import { writeUrl } from '../../_components/ui/useUrlParams.ts';
import { filterCheckpoints } from '../../checkpoints/_components/checkpointFilter.ts';
import { CheckpointTable } from '../../checkpoints/_components/CheckpointTable.tsx';
import { CheckpointToolbar } from '../../checkpoints/_components/CheckpointToolbar.tsx';
import { type CheckpointView, writeSorting } from '../../checkpoints/_components/useCheckpointView.ts';
import { summarize } from '../../checkpoints/_components/summarize.ts';
import { describeCauses, describeSettings, listGaps, nameImport } from './describeImport.ts';
import { ImportChart } from './ImportChart.tsx';

export interface ImportViewProps {
  readonly about: LogImport;
  /** Newest first. */
  readonly records: readonly ListedCheckpoint[];
  readonly view: CheckpointView;
}

/** What a log says: its figures and verdict, its chart, its list. */
export function ImportView({ about, records, view }: ImportViewProps) {
  const shown = useMemo(() => filterCheckpoints(records, view.filter), [records, view.filter]);
  const name = nameImport(about);
  return (
    <>
      <Card title={name} actions={<Badge>imported</Badge>}>
        {about.verdict !== '' && <p className="mb-3 max-w-[110ch] text-sm">{about.verdict}</p>}
        <Facts facts={listFacts(about)} />
        {listGaps(about).map((gap) => (
          <p key={gap} className="mt-2 text-sm text-muted wrap-anywhere">
            {gap}
          </p>
        ))}
      </Card>
      {records.length > 0 && <ImportChart about={about} records={records} />}
      <Card title={`${name}: ${summarize(records, shown)}`}>
        {records.length === 0 ? (
          <EmptyState>No checkpoint of this log has a time: there is no list.</EmptyState>
        ) : (
          <CheckpointToolbar view={view} checkpoints={records} hasRange={false} />
        )}
        {records.length > 0 && shown.length === 0 && (
          <EmptyState>
            No checkpoint of this log fits the filter.{' '}
            <Button onClick={() => writeUrl({ cause: null, skipped: null, q: null })}>Show all</Button>
          </EmptyState>
        )}
        {shown.length > 0 && (
          <CheckpointTable
            checkpoints={shown}
            sorting={view.sorting}
            onSort={writeSorting}
            openId={view.id}
            marks={[]}
          />
        )}
      </Card>
    </>
  );
}

function listFacts(about: LogImport) {
  const { medians, understood, completions, lines } = about;
  return [
    {
      name: 'Understood',
      value: `${formatCount(understood)} of ${formatCount(completions)} checkpoint lines, among ${formatCount(lines)} lines`,
    },
    { name: 'Causes', value: describeCauses(about) },
    { name: 'Settings', value: describeSettings(about) },
    {
      name: 'Half of them wrote at most',
      value: `${formatCount(medians.buffers)} pages in ${formatSeconds(medians.writeSeconds)}, sync ${formatSeconds(medians.syncSeconds)}, after ${formatBytes(medians.walBytes)} of WAL`,
    },
  ];
}
