import type { ReactNode } from 'react';
import { formatBytes, formatCounted } from '../format.ts';
import { useHour } from '../live/useSystem.ts';
import { FigureValue } from '../ui/FigureValue.tsx';
import { useFigures } from './figuresShown.ts';
import { SinceSwitch } from './SinceSwitch.tsx';
import { Tile } from './Tile.tsx';

/** `children`: what is said beside it. */
export function WalTile({ children }: { readonly children: ReactNode }) {
  const figures = useFigures();
  const hour = useHour();
  return (
    <Tile
      title="WAL"
      source="observer"
      value={
        <FigureValue
          name="wal-bytes-per-hour"
          figure={figures?.walBytesPerHour ?? null}
          format={formatBytes}
        />
      }
      unit={`per ${hour}`}
      more="/docs/checkpoints#full-page-images"
      explanation="Write-ahead log of the whole server. A page’s first change after a checkpoint’s start logs the whole page, up to 8 kB: a full-page image."
    >
      <SinceSwitch name="wal-bytes-per-hour" figure={figures?.walBytesPerHour ?? null} />
      {children}
    </Tile>
  );
}

/** Where no tile of their own has them. */
export function ImagesNote() {
  const images = useFigures()?.fullPageImagesPerHour ?? null;
  const hour = useHour();
  if (images === null || !('value' in images)) return null;
  return (
    <>
      <FigureValue
        name="full-page-images-per-hour"
        figure={images}
        format={(value) => formatCounted(value, 'full-page image')}
      />{' '}
      per {hour}
    </>
  );
}
