import { valueOf } from '../../../domain/figure.ts';
import { formatSeconds, formatShare } from '../format.ts';
import { FigureValue } from '../ui/FigureValue.tsx';
import { useFigures } from './figuresShown.ts';
import { SinceSwitch } from './SinceSwitch.tsx';
import { Tile } from './Tile.tsx';

export function ShareTile() {
  const figures = useFigures();
  const seconds = valueOf(figures?.checkpointSecondsPerHour);
  return (
    <Tile
      title="Time spent checkpointing"
      source="observer"
      value={
        <FigureValue name="checkpoint-share" figure={figures?.checkpointShare ?? null} format={formatShare} />
      }
      unit="of the time"
      more="/docs/checkpoints#what-to-look-at-instead-of-the-duration"
      explanation="Share of wall time in which a checkpoint ran. 90 % is the plan when more than 10·c·T pages are dirty; it falls only when fewer distinct pages are touched."
    >
      <SinceSwitch name="checkpoint-share" figure={figures?.checkpointShare ?? null} />
      {seconds === null ? null : `${formatSeconds(seconds)} in an hour`}
    </Tile>
  );
}
