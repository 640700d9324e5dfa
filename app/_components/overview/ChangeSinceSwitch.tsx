'use client';

import { type Figure, valueOf } from '../../../domain/figure.ts';
import { FIGURE_ROWS } from '../../../domain/figureRows.ts';
import { formatChange } from '../../../domain/format.ts';
import { useLive } from '../live/LiveProvider.tsx';
import { FigureValue } from '../ui/FigureValue.tsx';
import { LATEST, usePeriods } from './beforeAfter/usePeriods.ts';

/** For 10 minutes after a switch a tile shows its figure from before. */
const SHOWN_MS = 10 * 60_000;

export interface ChangeSinceSwitchProps {
  /** As in data-figure. */
  readonly name: string;
  /** The figure now. */
  readonly figure: Figure;
}

/** "217,665 → 960, −99.6 %" for the first minutes after a switch; the old value is greyed. Tiles count on over other marks. */
export function ChangeSinceSwitch({ name, figure }: ChangeSinceSwitchProps) {
  const comparison = usePeriods(LATEST);
  const now = useLive((view) => view.shown?.at ?? null);
  const row = FIGURE_ROWS.find((known) => known.name === name);
  const { before, after } = comparison ?? {};
  if (row === undefined || before == null || after == null || now === null) return null;
  if (after.mark?.kind !== 'strategy' || now - after.from > SHOWN_MS) return null;
  const old = row.read(before.figures);
  const [from, to] = [valueOf(old), valueOf(figure)];
  if (from === null) return null;
  return (
    <p data-since-switch={after.from}>
      <span className="opacity-70">
        <FigureValue name={`${name}-before`} figure={old} format={row.format} />
      </span>
      {to === null ? ' before' : ` → ${row.format(to)}${from === 0 ? '' : `, ${formatChange(to / from)}`}`}
    </p>
  );
}
