/** The same in every chart, so that one moment is at one place in all of them. In pixels. */
export const PLOT = { height: 208, left: 56, right: 48, top: 14, bottom: 22 } as const;
export const PLOT_HEIGHT = PLOT.height - PLOT.top - PLOT.bottom;

export const plotWidth = (width: number): number => Math.max(1, width - PLOT.left - PLOT.right);

export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** Pixels from the plot's left edge. */
export const placeOf = (at: number, { from, to }: TimeWindow, width: number): number =>
  ((at - from) / (to - from)) * plotWidth(width);

/** Pixels from the chart's upper edge, on an axis from 0 to `most`. */
export const heightOf = (value: number, most: number): number => PLOT.top + (1 - value / most) * PLOT_HEIGHT;
