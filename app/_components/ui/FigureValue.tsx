import type { Figure } from '../../../domain/figure.ts';
import { DASH } from '../format.ts';

export interface FigureValueProps {
  /** Names the figure for whoever checks it: data-figure. */
  readonly name: string;
  readonly figure: Figure;
  /** The period or event that the value belongs to, where that is not now: data-of. */
  readonly of?: string | undefined;
  readonly format: (value: number) => string;
  /** Where given, progress of a figure that is still collected counts cycles of this length. */
  readonly cycleSeconds?: number | null;
}

/** A figure with what it was counted over, as data attributes: ms, and the value unrounded. */
export function FigureValue({ name, figure, of, format, cycleSeconds = null }: FigureValueProps) {
  if (figure === null) return <span data-figure={name}>{DASH}</span>;
  if ('collecting' in figure) {
    const { haveSeconds, needSeconds } = figure.collecting;
    return (
      <span
        data-figure={name}
        data-collecting={`${haveSeconds}/${needSeconds}`}
        className="text-sm font-normal whitespace-nowrap text-muted"
      >
        {describeCollecting(haveSeconds, needSeconds, cycleSeconds)}
      </span>
    );
  }
  const { value, window } = figure;
  return (
    <span data-figure={name} data-of={of} data-from={window.from} data-to={window.to} data-value={value}>
      {format(value)}
    </span>
  );
}

function describeCollecting(have: number, need: number, cycleSeconds: number | null): string {
  if (cycleSeconds === null) return `collecting, ${have} of ${need} s`;
  return `${Math.floor(have / cycleSeconds)} of ${Math.ceil(need / cycleSeconds)} cycles`;
}
