'use client';

import { type Figure, mapFigure, valueOf } from '../../../domain/figure.ts';
import type { ObservedCheckpoint } from '../../../domain/checkpoints.ts';
import { formatBytes, formatCount, formatRate, formatShare } from '../../_components/format.ts';
import { useLive } from '../../_components/live/LiveProvider.tsx';
import { describeTrigger } from '../../_components/overview/describeTrigger.ts';
import { describeWindow, useFigures } from '../../_components/overview/figuresShown.ts';
import { LastCheckpointTile } from '../../_components/overview/LastCheckpointTile.tsx';
import { PagesTile } from '../../_components/overview/PagesTile.tsx';
import { ShareTile } from '../../_components/overview/ShareTile.tsx';
import { Tile } from '../../_components/overview/Tile.tsx';
import { useRecentCheckpoints } from '../../_components/overview/useRecentCheckpoints.ts';
import { WalTile } from '../../_components/overview/WalTile.tsx';
import { FigureValue } from '../../_components/ui/FigureValue.tsx';

/** The figures of a server, whoever writes to it. */
export function WatchTiles({ loadedAt }: { readonly loadedAt: number }) {
  const checkpoints = useRecentCheckpoints(loadedAt);
  const last: ObservedCheckpoint | null = checkpoints.find(({ skipped }) => !skipped) ?? null;
  const figures = useFigures();
  const cycles = describeWindow(figures?.walBytesPerHour);
  const triggerBytes = useLive((view) => view.shown?.view?.walTriggerBytes ?? null);
  return (
    <section aria-label="Figures">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <div className="col-span-2 grid">
          <LastCheckpointTile checkpoint={last} />
        </div>
        <ShareTile />
        <DirtyTile />
        <WalTile>{describeTrigger(triggerBytes, figures?.walBytesPerHour ?? null)}</WalTile>
        <ImagesTile />
        <RowsTile />
        <PagesTile />
      </div>
      <p className="mt-1 min-h-5 text-xs text-muted">
        {cycles !== null && `Rates over ${cycles}: whole checkpoint cycles, an hour at most.`}
      </p>
    </section>
  );
}

function DirtyTile() {
  const view = useLive((live) => live.shown?.view ?? null);
  const dirty = view?.dirtyBuffers ?? null;
  const pool = view?.settings?.sharedBuffersPages ?? null;
  const figure: Figure =
    view === null || dirty === null ? null : { value: dirty, window: { from: view.at, to: view.at } };
  return (
    <Tile
      title="Dirty pages"
      source="observer"
      value={<FigureValue name="dirty-pages" figure={figure} format={formatCount} />}
      unit="pages in shared buffers"
      more="/docs/watch#what-a-role-sees"
      explanation="Pages that were changed since they were last written: the next checkpoint writes those that are still dirty then. Counted by pg_buffercache, where the extension is installed and this role may use it."
    >
      {dirty === null
        ? 'not counted: pg_buffercache is not there, or not for this role'
        : pool !== null && `${formatShare(dirty / pool)} of shared buffers`}
    </Tile>
  );
}

function ImagesTile() {
  const figures = useFigures();
  const wal = useLive((live) => live.shown?.view?.sample ?? null);
  return (
    <Tile
      title="Full-page images"
      source="observer"
      value={
        <FigureValue
          name="images-per-hour"
          figure={figures?.fullPageImagesPerHour ?? null}
          format={formatRate}
        />
      }
      unit="per hour"
      more="/docs/checkpoints#full-page-images"
      explanation="A page’s first change after a checkpoint’s start logs the whole page, up to 8 kB. More frequent checkpoints make more of them."
    >
      {wal?.inRecovery === true && 'a standby replays WAL and writes none'}
    </Tile>
  );
}

function RowsTile() {
  const figures = useFigures();
  const isStandby = useLive((live) => live.shown?.view?.sample?.inRecovery === true);
  const rows = figures?.rowChangesPerHour ?? null;
  const rate = valueOf(rows);
  const walPerThousand = !rate ? null : mapFigure(figures!.walBytesPerHour, (wal) => (1_000 * wal) / rate);
  return (
    <Tile
      title="Row changes"
      source="observer"
      value={<FigureValue name="row-changes-per-hour" figure={rows} format={formatRate} />}
      unit="rows inserted, updated or deleted per hour"
      more="/docs/watch#the-pages"
      explanation="In all databases of the server, as pg_stat_database counts them; rolled back ones are among them."
    >
      {isStandby && 'a standby changes no rows itself'}
      {valueOf(walPerThousand) !== null && (
        <>
          <FigureValue name="wal-per-thousand-changes" figure={walPerThousand} format={formatBytes} /> of WAL
          per 1,000
        </>
      )}
    </Tile>
  );
}
