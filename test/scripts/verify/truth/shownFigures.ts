import type { Reading, ShownFigure } from '../../../../scripts/verify/truth/shown.ts';

export const shownFigure = (figure: Partial<ShownFigure>): ShownFigure => ({
  figure: 'dirty-pages',
  of: '',
  place: 'overview: Checkpoint cycle',
  value: 1,
  window: null,
  isCollecting: false,
  text: '1',
  isMarked: false,
  sources: ['observer'],
  ...figure,
});

/** Readings of one page, a second apart. */
export const readingsOf = (...seconds: readonly (readonly Partial<ShownFigure>[])[]): readonly Reading[] =>
  seconds.map((figures, second) => ({
    page: 'overview',
    at: 1_000 * (second + 1),
    figures: figures.map(shownFigure),
    areas: [],
  }));
