'use client';

import Link from 'next/link';
import type { ObservedCheckpoint } from '../../../worker/observers/LogJoin.ts';
import {
  DASH,
  formatBytes,
  formatClockSpan,
  formatCount,
  formatCounted,
  formatRate,
  formatSeconds,
  formatShare,
} from '../format.ts';
import { useLive } from '../live/LiveProvider.tsx';
import { LastCheckpointTile } from './LastCheckpointTile.tsx';
import { LatencyTile } from './LatencyTile.tsx';
import { Tile } from './Tile.tsx';
import { useRecentCheckpoints } from './useRecentCheckpoints.ts';
import { WritesScale } from './WritesScale.tsx';

export function Tiles({ loadedAt }: { readonly loadedAt: number }) {
  const checkpoints = useRecentCheckpoints(loadedAt);
  const last: ObservedCheckpoint | null = checkpoints.find(({ skipped }) => !skipped) ?? null;
  return (
    <section aria-label="Figures">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <WritesTile />
        <BufferTile />
        <LastCheckpointTile checkpoint={last} />
        <ShareTile />
        <WalTile />
        <LatencyTile />
        <TroubleTile />
        <PagesTile />
      </div>
      <WindowNote />
    </section>
  );
}

const useFigures = () => useLive((view) => view.shown?.figures ?? null);
const useValues = () => useLive((view) => view.shown?.sample?.values ?? null);

function WindowNote() {
  const seconds = useFigures()?.windowSeconds ?? 0;
  return (
    <p className="mt-1 min-h-5 text-xs text-muted">
      {seconds > 0 &&
        `Rates over the last ${formatSeconds(Math.round(seconds))}: an hour of workload time, or since the last switch.`}
    </p>
  );
}

function WritesTile() {
  const value = useFigures()?.writesPerHour ?? null;
  return (
    <Tile
      title="Write statements"
      value={formatRate(value)}
      unit="per workload hour"
      more="/docs/readme#strategies"
      explanation="Statements that write rows, per hour of workload time: counted where the application issues them, without reads and migrations. The marks are the fix’s own terms under the preset seed: 630 before, 50 after."
    >
      <WritesScale value={value} />
    </Tile>
  );
}

function BufferTile() {
  const values = useValues();
  const oldest = values?.['bufferOldestSeconds'] ?? null;
  const timeScale = useLive((view) => view.shown?.worker.timeScale ?? null) ?? 1;
  return (
    <Tile
      title="Buffered rows"
      value={formatCount(values?.['bufferEntries'] ?? null)}
      unit="rows"
      more="/docs/readme#what-is-guaranteed"
      explanation="Rows whose updates wait in Redis, merged per row. They are accepted: readers see them, and a sync writes them in batches."
    >
      <p>{oldest === 0 ? 'nothing waits' : `the oldest waits ${formatClockSpan(oldest)} (wall time)`}</p>
      {timeScale !== 1 && (
        <p>{oldest === null ? DASH : `${formatClockSpan(oldest * timeScale)} of workload time`}</p>
      )}
      <p>{formatBytes(values?.['bufferMemoryBytes'] ?? null)} in Redis</p>
    </Tile>
  );
}

function ShareTile() {
  const figures = useFigures();
  const seconds = figures?.checkpointSecondsPerHour ?? null;
  return (
    <Tile
      title="Time spent checkpointing"
      source="observer"
      value={formatShare(figures?.checkpointShare ?? null)}
      unit="of the time"
      more="/docs/checkpoints#what-to-look-at-instead-of-the-duration"
      explanation="Share of wall time in which a checkpoint ran. 90 % is the plan when more than 10·c·T pages are dirty; it falls only when fewer distinct pages are touched."
    >
      {seconds === null ? 'seconds per hour: only in real time' : `${formatSeconds(seconds)} in an hour`}
    </Tile>
  );
}

function WalTile() {
  const figures = useFigures();
  const images = figures?.fullPageImagesPerHour ?? null;
  return (
    <Tile
      title="WAL"
      source="observer"
      value={formatBytes(figures?.walBytesPerHour ?? null)}
      unit="per workload hour"
      more="/docs/checkpoints#full-page-images"
      explanation="Write-ahead log of the whole server, per hour of workload time. A page’s first change after a checkpoint’s start logs the whole page, up to 8 kB: a full-page image."
    >
      {images === null ? DASH : formatCounted(images, 'full-page image')} per workload hour
    </Tile>
  );
}

function PagesTile() {
  const value = useFigures()?.checkpointBuffersPerHour ?? null;
  return (
    <Tile
      title="Pages checkpointed"
      source="observer"
      value={formatRate(value)}
      unit="per workload hour"
      more="/docs/checkpoints#what-buffering-changes-and-what-not"
      explanation="Pages that checkpoints wrote, per hour of workload time. Longer cycles write more pages each, so this rate, not the single checkpoint, is what to compare."
    >
      {value === null ? DASH : `${formatBytes(value * 8_192)} of data pages`}
    </Tile>
  );
}

function TroubleTile() {
  const values = useValues();
  const parked = values?.['bufferParked'] ?? null;
  const dead = values?.['bufferDead'] ?? null;
  const imbalance = values?.['ledgerImbalance'] ?? null;
  return (
    <Tile
      title="Parked and dead rows"
      value={`${formatCount(parked)} / ${formatCount(dead)}`}
      unit="parked / dead"
      more="/docs/reliability#failure-by-failure"
      explanation="Parked: the row is not in the database yet; it is tried again and again. Dead: PostgreSQL refused the values; kept with the reason, to be replayed or discarded."
    >
      <p>
        <Link href="/buffer" prefetch={false} className="text-accent underline">
          Look at the buffer
        </Link>
      </p>
      <p>
        {imbalance === null
          ? 'ledger: –'
          : imbalance === 0
            ? 'ledger in balance'
            : `ledger is off by ${formatCount(imbalance)}`}
      </p>
    </Tile>
  );
}
