/** What a sentence shows, by name and unrounded, for whoever checks it beside a referee: null is shown as not known. */
export type ShownFigures = Readonly<Record<string, number | null>>;

export const publishFigures = (figures: ShownFigures): { readonly 'data-figures': string } => ({
  'data-figures': JSON.stringify(figures),
});
