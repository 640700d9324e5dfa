'use client';

import { useQueries } from '@tanstack/react-query';
import type { ListedCheckpoint } from '../../../domain/checkpoints.ts';
import type { LogImport } from '../../../domain/logImports.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { Failure } from '../../_components/ui/Failure.tsx';
import { LoadingRows } from '../../_components/ui/LoadingRows.tsx';
import { Once } from '../../_components/ui/Once.tsx';
import { CheckpointPanel } from '../../checkpoints/_components/CheckpointPanel.tsx';
import { useCheckpointView } from '../../checkpoints/_components/useCheckpointView.ts';
import { ImportView } from './ImportView.tsx';
import { SideBySide } from './SideBySide.tsx';

/** One import, or two with what changed between them. */
export function ShownImports({ shown }: { readonly shown: readonly LogImport[] }) {
  const trpc = useTRPC();
  const view = useCheckpointView();
  const queries = useQueries({
    // Records never change: an id is that of its content.
    queries: shown.map(({ id }) => ({ ...trpc.logs.records.queryOptions({ id }), staleTime: Infinity })),
  });
  const [before, after] = shown;
  const lists = queries.map(({ data }) => data ?? []);
  const opened = findOpened(lists, view.id);
  return (
    <>
      {before !== undefined && after !== undefined && <SideBySide before={before} after={after} />}
      {shown.map((about, place) => {
        const { data, error, refetch } = queries[place]!;
        if (error !== null)
          return (
            <Failure
              key={about.id}
              what="The import cannot be read"
              error={error}
              onRetry={() => void refetch()}
            />
          );
        return data === undefined ? (
          <LoadingRows key={about.id} label="The import is being read" />
        ) : (
          <ImportView key={about.id} about={about} records={data} view={view} />
        );
      })}
      <Once when={view.id !== null}>
        <CheckpointPanel id={view.id} {...opened} missing="It is in no import that is shown." chart={null} />
      </Once>
    </>
  );
}

interface Opened {
  readonly checkpoint: ListedCheckpoint | null;
  readonly listed: readonly ListedCheckpoint[];
}

function findOpened(lists: readonly (readonly ListedCheckpoint[])[], id: string | null): Opened {
  for (const listed of lists) {
    const checkpoint = listed.find((one) => one.id === id);
    if (checkpoint !== undefined) return { checkpoint, listed };
  }
  return { checkpoint: null, listed: [] };
}
