'use client';

import type { SampleName } from '../../../domain/sampleNames.ts';
import Link from 'next/link';
import { type Figure, valueOf } from '../../../domain/figure.ts';
import type { ObservedCheckpoint } from '../../../domain/checkpoints.ts';
import { DASH, formatBytes, formatCount, formatRate } from '../format.ts';
import { formatAge } from '../live/formatAge.ts';
import { useLive } from '../live/LiveProvider.tsx';
import { LastCheckpointTile } from './LastCheckpointTile.tsx';
import { FigureValue } from '../ui/FigureValue.tsx';
import { LatencyTile } from './LatencyTile.tsx';
import { describeWindow, useFigures } from './figuresShown.ts';
import { PagesTile } from './PagesTile.tsx';
import { ShareTile } from './ShareTile.tsx';
import { SinceSwitch } from './SinceSwitch.tsx';
import { Tile } from './Tile.tsx';
import { useRecentCheckpoints } from './useRecentCheckpoints.ts';
import { ImagesNote, WalTile } from './WalTile.tsx';
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
        <WalTile>
          <ImagesNote />
        </WalTile>
        <LatencyTile />
        <TroubleTile />
        <PagesTile />
      </div>
      <WindowNote />
    </section>
  );
}

const useValues = () => useLive((view) => view.shown?.sample?.values ?? null);

/** A value of the newest sample, as a figure of that moment. */
function useGauge(name: SampleName): Figure {
  const at = useLive((view) => view.shown?.sample?.at ?? null);
  const value = useValues()?.[name] ?? null;
  return at === null || value === null ? null : { value, window: { from: at, to: at } };
}

function WindowNote() {
  const figures = useFigures();
  const counts = describeWindow(figures?.writesPerHour);
  const cycles = describeWindow(figures?.walBytesPerHour);
  return (
    <p className="mt-1 min-h-5 text-xs text-muted">
      {counts !== null &&
        `Statements and latency over ${counts}${cycles === null ? '' : `, WAL and pages over ${cycles}`}: whole cycles since the strategy is steady, an hour of workload time at most.`}
    </p>
  );
}

function WritesTile() {
  const figure = useFigures()?.writesPerHour ?? null;
  return (
    <Tile
      title="Write statements"
      value={<FigureValue name="writes-per-hour" figure={figure} format={formatRate} />}
      unit="per workload hour"
      more="/docs/strategies"
      explanation="Statements that write rows, per hour of workload time: counted where the application issues them, without reads and migrations. The marks are the fix’s own terms under the preset seed: 630 before, 50 after."
    >
      <SinceSwitch name="writes-per-hour" figure={figure} />
      <WritesScale value={valueOf(figure)} />
    </Tile>
  );
}

function BufferTile() {
  const values = useValues();
  const entries = useGauge('bufferEntries');
  const oldest = values?.['bufferOldestSeconds'] ?? null;
  const timeScale = useLive((view) => view.shown?.worker.timeScale ?? null) ?? 1;
  return (
    <Tile
      title="Buffered rows"
      value={<FigureValue name="buffered-rows" figure={entries} format={formatCount} />}
      unit="rows"
      more="/docs/readme#what-is-guaranteed"
      explanation="Rows whose updates wait in Redis, merged per row. They are accepted: readers see them, and a sync writes them in batches."
    >
      <p>{describeOldest(oldest, timeScale)}</p>
      <p>{formatBytes(values?.['bufferMemoryBytes'] ?? null)} in Redis</p>
    </Tile>
  );
}

function TroubleTile() {
  const values = useValues();
  const parked = useGauge('bufferParked');
  const dead = useGauge('bufferDead');
  const imbalance = values?.['ledgerImbalance'] ?? null;
  return (
    <Tile
      title="Parked and dead rows"
      value={
        <>
          <FigureValue name="parked-rows" figure={parked} format={formatCount} /> /{' '}
          <FigureValue name="dead-rows" figure={dead} format={formatCount} />
        </>
      }
      unit="parked / dead"
      more="/docs/reliability#failure-by-failure"
      explanation="Parked: the row is not in the database yet; it is tried again and again. Dead: PostgreSQL refused the values; kept with the reason, to be replayed or discarded."
    >
      <p>
        <Link
          href="/buffer"
          prefetch={false}
          className="inline-flex min-h-6 items-center text-accent underline"
        >
          Open the buffer
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

/** In wall time, and in workload time where that is another. */
function describeOldest(seconds: number | null, timeScale: number): string {
  if (seconds === null) return DASH;
  if (seconds === 0) return 'nothing waits';
  const wall = formatAge(Math.round(seconds));
  const workload = timeScale === 1 ? '' : ` (${formatAge(Math.round(seconds * timeScale))} workload time)`;
  return `Oldest entry: ${wall}${workload}`;
}
