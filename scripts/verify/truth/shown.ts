/** One element with `data-figure`, as a page showed it at one moment. */
export interface ShownFigure {
  /** Elements with the same name, of the same thing and window, show the same figure. */
  readonly figure: string;
  /** A checkpoint's id, a kind …; empty: of the whole system. */
  readonly of: string;
  /** The page, and what of it. */
  readonly place: string;
  /** As published, not as rounded; null: not known, or collecting. */
  readonly value: number | null;
  /** Window of a rate; ms since the epoch. */
  readonly window: { readonly from: number; readonly to: number } | null;
  readonly isCollecting: boolean;
  readonly text: string;
  /** True where it is greyed as old. */
  readonly isMarked: boolean;
  /** Where it comes from; none: nothing would grey it. */
  readonly sources: readonly string[];
}

/** One element with `data-source`: what it holds is greyed together. */
export interface ShownArea {
  readonly place: string;
  readonly sources: readonly string[];
  readonly isMarked: boolean;
}

/** One page at one moment, ms since the epoch by the browser's clock. */
export interface Reading {
  readonly page: string;
  readonly at: number;
  readonly figures: readonly ShownFigure[];
  readonly areas: readonly ShownArea[];
}
