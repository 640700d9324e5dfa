'use client';

import { formatRate } from '../format.ts';
import { useLive } from '../live/LiveProvider.tsx';
import { PAGE_WRITER_IDENTITY, PAGE_WRITERS_SHOWN } from '../../../domain/identityColors.ts';
import { useHour } from '../live/useSystem.ts';
import { FigureValue } from '../ui/FigureValue.tsx';
import { SinceSwitch } from './SinceSwitch.tsx';
import { Tile } from './Tile.tsx';

/** All page writes, and who made them. */
export function PagesTile() {
  const figures = useLive((view) => view.shown?.figures ?? null);
  const all = figures?.pagesWrittenPerHour ?? null;
  return (
    <Tile
      title="Pages written"
      source="observer"
      value={<FigureValue name="pages-written-per-hour" figure={all} format={formatRate} />}
      unit={`per ${useHour()}`}
      more="/docs/checkpoints#what-buffering-changes-and-what-not"
      explanation="Data pages of 8 kB that anybody wrote. A dirty page that a backend or the background writer writes first is one less for the checkpointer, so its pages say little without the others. Before PostgreSQL 16 the backends’ pages include vacuum’s."
    >
      <SinceSwitch name="pages-written-per-hour" figure={all} />
      {all !== null && 'value' in all && (
        <ul>
          {PAGE_WRITERS_SHOWN.map((by) => (
            <li key={by} className="flex justify-between gap-2">
              {PAGE_WRITER_IDENTITY[by].label}
              {figures?.pagesWrittenBy[by] == null ? (
                <span data-figure={`pages-by-${by}`}>not counted apart</span>
              ) : (
                <FigureValue
                  name={`pages-by-${by}`}
                  figure={figures.pagesWrittenBy[by]}
                  format={formatRate}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </Tile>
  );
}
