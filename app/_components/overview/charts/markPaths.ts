import type { EventKind } from './chartSpecs.ts';
import { PLOT } from './geometry.ts';

/** One checkpoint's value, in pixels. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  /** True where its moment lies further right than the plot reaches. */
  readonly beyond: boolean;
}

const BAR_PX = 6;
const OUTLINE_PX = 11;
const DOT_RADIUS_PX = 3.5;
const RING_RADIUS_PX = 6;
/** Marks that are closer than this are as wide as the room between them. */
const DENSE_PX = 12;

const BOTTOM = PLOT.height - PLOT.bottom;

/** Whether this number of marks is closer together than a mark is wide. */
export const isDense = (count: number, plotWidthPx: number): boolean =>
  plotWidthPx / Math.max(1, count) < DENSE_PX;

/** All marks of a series as one path: as elements of their own they are most of what a wide range costs to draw. */
export function drawMarks(kind: EventKind, marks: readonly Mark[], dense: boolean): string {
  return marks.map((mark) => drawers[kind](mark, dense)).join('');
}

const drawers: Readonly<Record<EventKind, (mark: Mark, dense: boolean) => string>> = {
  // From the axis up to the value; recharts' own bars are as narrow as the points are close.
  bar: ({ x, y }) => `M${px(x - BAR_PX / 2)} ${px(y)}h${BAR_PX}V${BOTTOM}h-${BAR_PX}z`,
  dots: (mark) => drawCircle(mark, DOT_RADIUS_PX),
  // Around the bar; only its upper edge where there is no room.
  outline: ({ x, y }, dense) => {
    const left = px(x - OUTLINE_PX / 2);
    return dense ? `M${left} ${px(y)}h${OUTLINE_PX}` : `M${left} ${BOTTOM}V${px(y)}h${OUTLINE_PX}V${BOTTOM}`;
  },
  rings: (mark) => drawCircle(mark, RING_RADIUS_PX),
};

/** For those that end further right. */
export const drawArrows = (marks: readonly Mark[]): string =>
  marks
    .filter(({ beyond }) => beyond)
    .map(({ x, y }) => `M${px(x - 2)} ${px(y - 3)}l4 3l-4 3`)
    .join('');

const drawCircle = ({ x, y }: Mark, radius: number): string =>
  `M${px(x - radius)} ${px(y)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 -${2 * radius} 0`;

const px = (value: number): number => Math.round(value * 10) / 10;
