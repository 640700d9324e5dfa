'use client';

import { formatSeconds } from '../format.ts';
import { useLive } from '../live/LiveProvider.tsx';
import { Tile } from './Tile.tsx';

const KINDS = [
  { kind: 'create', label: 'new tokens' },
  { kind: 'pool', label: 'pools' },
  { kind: 'score', label: 'scores' },
] as const;

/** Seconds from acceptance to commit; readers do not wait for it. */
export function LatencyTile() {
  const latency = useLive((view) => view.shown?.figures.latencySeconds ?? null);
  const timeScale = useLive((view) => view.shown?.worker.timeScale ?? null) ?? 1;
  const market = latency?.['market'] ?? null;
  return (
    <Tile
      title="Data latency"
      value={formatSeconds(market)}
      unit="market data"
      more="/docs/reliability#the-guarantees"
      explanation="Mean wall time from acceptance to commit in PostgreSQL. Readers through the API see what is accepted at once; only SQL on the table lags by this."
    >
      {timeScale !== 1 && <p>{market === null ? '–' : formatSeconds(market * timeScale)} of workload time</p>}
      <p>
        {KINDS.map(({ kind, label }) => `${label} ${formatSeconds(latency?.[kind] ?? null)}`).join(' · ')}
      </p>
    </Tile>
  );
}
