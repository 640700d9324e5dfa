import type { Collecting, FigureWindow } from './figureWindow.ts';

/** The count in a window, or how far the first window is; null: not known. */
export type Figure =
  | { readonly value: number; readonly window: FigureWindow }
  | { readonly collecting: Collecting }
  | null;

/** The same figure with another value. */
export const mapFigure = (figure: Figure, map: (value: number) => number): Figure =>
  figure !== null && 'value' in figure ? { ...figure, value: map(figure.value) } : figure;

/** Null while it is collected, and where it is not known. */
export const valueOf = (figure: Figure | undefined): number | null =>
  figure != null && 'value' in figure ? figure.value : null;
