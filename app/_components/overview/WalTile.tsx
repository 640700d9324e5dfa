import { formatBytes, formatCounted } from '../format.ts';
import { useHour } from '../live/useSystem.ts';
import { FigureValue } from '../ui/FigureValue.tsx';
import { useFigures } from './figuresShown.ts';
import { SinceSwitch } from './SinceSwitch.tsx';
import { Tile } from './Tile.tsx';

export function WalTile() {
  const figures = useFigures();
  const hour = useHour();
  const images = figures?.fullPageImagesPerHour ?? null;
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
      {images !== null && 'value' in images && (
        <>
          <FigureValue
            name="full-page-images-per-hour"
            figure={images}
            format={(value) => formatCounted(value, 'full-page image')}
          />{' '}
          per {hour}
        </>
      )}
    </Tile>
  );
}
