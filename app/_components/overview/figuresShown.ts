import type { Figure } from '../../../domain/figure.ts';
import { formatClock, formatSeconds } from '../format.ts';
import { useLive } from '../live/LiveProvider.tsx';

export const useFigures = () => useLive((view) => view.shown?.figures ?? null);

/** "15 min up to 12:00:00"; null while the window is not whole. */
export function describeWindow(figure: Figure | undefined): string | null {
  if (figure == null || 'collecting' in figure) return null;
  const { from, to } = figure.window;
  return `${formatSeconds(Math.round((to - from) / 1_000))} up to ${formatClock(to)}`;
}
