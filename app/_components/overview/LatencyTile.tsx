'use client';

import { mapFigure } from '../../../domain/figure.ts';
import { formatSeconds } from '../format.ts';
import { useLive } from '../live/LiveProvider.tsx';
import { FigureValue } from '../ui/FigureValue.tsx';
import { SinceSwitch } from './SinceSwitch.tsx';
import { Tile } from './Tile.tsx';

const KINDS = [
  { kind: 'create', label: 'new tokens' },
  { kind: 'pool', label: 'pools' },
  { kind: 'score', label: 'scores' },
] as const;

/** Seconds from acceptance to commit; readers do not wait for it. */
export function LatencyTile() {
  const latency = useLive((view) => view.shown?.figures?.latencySeconds ?? null);
  const timeScale = useLive((view) => view.shown?.worker.timeScale ?? null) ?? 1;
  const market = latency?.['market'] ?? null;
  const workload = mapFigure(market, (seconds) => seconds * timeScale);
  const isCollecting = market !== null && 'collecting' in market;
  return (
    <Tile
      title="Data latency"
      value={<FigureValue name="latency-market" figure={market} format={formatSeconds} />}
      unit="market data"
      more="/docs/reliability#the-guarantees"
      explanation="Mean wall time from acceptance to commit in PostgreSQL. Readers through the API see what is accepted at once; only SQL on the table lags by this."
    >
      <SinceSwitch name="latency-market" figure={market} />
      {!isCollecting && timeScale !== 1 && (
        <p>
          <FigureValue name="latency-market-workload" figure={workload} format={formatSeconds} /> of workload
          time
        </p>
      )}
      {!isCollecting && (
        <p>
          {KINDS.map(({ kind, label }, i) => (
            <span key={kind}>
              {i > 0 && ' · '}
              {label}{' '}
              <FigureValue name={`latency-${kind}`} figure={latency?.[kind] ?? null} format={formatSeconds} />
            </span>
          ))}
        </p>
      )}
    </Tile>
  );
}
