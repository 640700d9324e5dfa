'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useTRPC } from '../../_trpc/client.tsx';
import { Failure } from '../../_components/ui/Failure.tsx';
import { LoadingRows } from '../../_components/ui/LoadingRows.tsx';
import { DropZone } from './DropZone.tsx';
import { ImportList } from './ImportList.tsx';
import { useShownImports } from './useShownImports.ts';
import { useUploads } from './useUploads.ts';

const POLL_MS = 500;

const ShownImports = dynamic(() => import('./ShownImports.tsx').then((module) => module.ShownImports), {
  ssr: false,
  loading: () => <LoadingRows label="The import is being read" />,
});

export function Logs() {
  const trpc = useTRPC();
  const uploads = useUploads();
  const isBusy = uploads.current !== null;
  const { data, error, refetch } = useQuery({
    ...trpc.logs.list.queryOptions(),
    // Another page may import, too: its progress is seen when this one looks again.
    refetchInterval: ({ state }) => (isBusy || state.data?.progress ? POLL_MS : false),
    staleTime: 0,
  });
  const imports = data?.imports ?? [];
  const { shown, choose } = useShownImports(imports);
  return (
    <>
      <DropZone uploads={uploads} progress={data?.progress ?? null} />
      {error !== null && (
        <Failure what="The imports cannot be read" error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <LoadingRows label="Imports are being read" />}
      {data !== undefined && <ImportList imports={imports} shown={shown} onChoose={choose} />}
      {shown.length > 0 && <ShownImports shown={shown} />}
    </>
  );
}
