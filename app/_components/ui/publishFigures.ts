/** The figures in a sentence, by name and unrounded, for a check beside a referee; null is shown as not known. */
export type ShownFigures = Readonly<Record<string, number | null>>;

export const publishFigures = (figures: ShownFigures): { readonly 'data-figures': string } => ({
  'data-figures': JSON.stringify(figures),
});
