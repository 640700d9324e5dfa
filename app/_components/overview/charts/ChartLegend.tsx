'use client';

import { formatClock } from '../../format.ts';
import { Hint } from '../../ui/Hint.tsx';
import { Swatch } from '../../ui/Swatch.tsx';
import { type ChartRow, findRow, isRate } from './chartRows.ts';
import { type ChartSpec, isEventKind, type SeriesSpec } from './chartSpecs.ts';
import { useCrosshairAt } from './crosshair.ts';

const NEAR_BUCKETS = 6;

export interface ChartLegendProps {
  readonly spec: ChartSpec;
  readonly rows: readonly ChartRow[];
  /** Behind the rows: what is expected. */
  readonly expected: readonly ChartRow[];
  readonly widthMs: number;
  /** A value from this moment on counts as current; null: the page does not follow. */
  readonly nowFrom: number | null;
}

/** Names the series, with their values at the crosshair, or the last ones. */
export function ChartLegend({ spec, rows, expected, widthMs, nowFrom }: ChartLegendProps) {
  const at = useCrosshairAt();
  const row = at === null ? (rows.at(-1) ?? null) : findRow(rows, at, 2 * widthMs);
  // All of one checkpoint: the last one, or one that the crosshair all but touches.
  const events = spec.series.filter(({ kind }) => isEventKind(kind));
  const holdsEvent = (candidate: ChartRow): boolean => events.some(({ key }) => candidate[key] != null);
  const event =
    at === null
      ? rows.findLast(holdsEvent)
      : findRow([...rows, ...expected].filter(holdsEvent), at, NEAR_BUCKETS * widthMs);
  const valueOf = ({ key, kind }: SeriesSpec): number | null =>
    (isEventKind(kind) ? event : row)?.[key] ?? null;
  const found = row ?? event ?? null;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-muted">
      {spec.series.map((series) => (
        <li key={series.key} className="flex items-center gap-1.5 whitespace-nowrap">
          <SeriesName series={series} />
          <span className="inline-block min-w-12 font-medium text-ink" {...publishRate(series, row)}>
            {series.format(valueOf(series))}
          </span>
        </li>
      ))}
      <li className="ml-auto min-w-16 text-right whitespace-nowrap">{describeMoment(at, found, nowFrom)}</li>
    </ul>
  );
}

/** Publishes the window of a rate, so that a check can compare it. */
function publishRate({ key }: SeriesSpec, row: ChartRow | null) {
  if (!isRate(key) || row === null) return {};
  const { ratedFrom: from, ratedTo: to, [key]: value } = row;
  return {
    'data-figure': `legend-${key}`,
    'data-from': from ?? undefined,
    'data-to': to ?? undefined,
    'data-value': value ?? undefined,
  };
}

/** Where the pointer or the last row is: "now" is only what is about now. */
function describeMoment(at: number | null, found: ChartRow | null, nowFrom: number | null): string {
  if (found === null) return at === null ? '' : formatClock(at);
  if (at === null && nowFrom !== null && found.at >= nowFrom) return 'now';
  return `${formatClock(found.at)}${found['beyond'] === undefined ? '' : ', expected'}`;
}

function SeriesName({ series: { identity, hint } }: { readonly series: SeriesSpec }) {
  const name = (
    <>
      <Swatch identity={identity} />
      {identity.label}
    </>
  );
  if (hint === undefined) return name;
  return (
    <Hint
      about={identity.label}
      more="/docs/observer"
      trigger={name}
      className="inline-flex min-h-6 items-center gap-1.5 underline decoration-dotted underline-offset-2 hover:text-accent"
    >
      {hint}
    </Hint>
  );
}
