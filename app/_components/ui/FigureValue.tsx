import type { Figure } from '../../../domain/figure.ts';
import { DASH } from '../format.ts';

export interface FigureValueProps {
  /** Names the figure for whoever checks it: data-figure. */
  readonly name: string;
  readonly figure: Figure;
  /** What it belongs to, where that is not now: data-of. */
  readonly of?: string | undefined;
  readonly format: (value: number) => string;
}

/** A figure with what it was counted over, as data attributes: ms, and the value unrounded. */
export function FigureValue({ name, figure, of, format }: FigureValueProps) {
  if (figure === null) return <span data-figure={name}>{DASH}</span>;
  if ('collecting' in figure) {
    const { haveSeconds, needSeconds } = figure.collecting;
    return (
      <span
        data-figure={name}
        data-collecting={`${haveSeconds}/${needSeconds}`}
        className="text-sm font-normal whitespace-nowrap text-muted"
      >
        collecting, {haveSeconds} of {needSeconds} s
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
