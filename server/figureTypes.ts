import type { ChosenWindow } from '../domain/figureWindow.ts';

/** The windows of one system's figures; null: not known. */
export interface FigureWindows {
  readonly counts: ChosenWindow | null;
  readonly cycles: ChosenWindow | null;
  readonly timeScale: number;
}
