const WIDTH_PX = 40;
const HEIGHT_PX = 14;
const STROKE_PX = 1.5;

type Blocks = readonly number[] | undefined;

/** A figure block by block in both periods, on one scale from 0: whether it changed by a step or drifts. */
export function TwinSparklines({ before, after }: { readonly before: Blocks; readonly after: Blocks }) {
  if (before === undefined || after === undefined || Math.min(before.length, after.length) < 2) return null;
  const most = Math.max(...before, ...after);
  return (
    <svg width={2 * WIDTH_PX + 4} height={HEIGHT_PX} className="shrink-0 max-sm:hidden" aria-hidden="true">
      <title>Block by block: before, after</title>
      <polyline
        points={writePoints(before, most)}
        className="fill-none stroke-muted"
        strokeWidth={STROKE_PX}
      />
      <polyline
        points={writePoints(after, most)}
        transform={`translate(${WIDTH_PX + 4} 0)`}
        className="fill-none stroke-accent"
        strokeWidth={STROKE_PX}
      />
    </svg>
  );
}

/** As wide as every other, whatever the number of blocks. */
export function writePoints(blocks: readonly number[], most: number): string {
  const step = (WIDTH_PX - STROKE_PX) / (blocks.length - 1);
  const height = HEIGHT_PX - STROKE_PX;
  return blocks
    .map((value, i) => {
      const y = STROKE_PX / 2 + height * (1 - (most === 0 ? 0 : value / most));
      return `${(STROKE_PX / 2 + i * step).toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}
