/** A vertical line in a chart. */
export interface Line {
  readonly key: string;
  readonly text: string;
  /** Pixels from the plot's left edge. */
  readonly x: number;
}

export interface LineLabel {
  readonly key: string;
  readonly text: string;
  /** Its edge at the line, pixels from the plot's left edge. */
  readonly x: number;
  readonly anchor: 'start' | 'end';
  /** From the top. */
  readonly row: number;
}

const ROWS = 3;
const GAP_PX = 4;
/** At 11 px and semibold, with room: text is not measured. */
const PIXELS_PER_LETTER = 7;
/** Longest label of a person's own marks, or of several settings. */
const MAX_LETTERS = 28;
/** " +12" */
const MORE_PX = 4 * PIXELS_PER_LETTER;

/**
 * A place for the text of each line: beside its line, in the first row that is free there. Where all rows are taken the
 * label before counts it ("hybrid +2").
 */
export function placeLineLabels(lines: readonly Line[], plotWidthPx: number): LineLabel[] {
  const takenTo = Array.from({ length: ROWS }, () => Number.NEGATIVE_INFINITY);
  const placed: { readonly label: LineLabel; more: number }[] = [];
  for (const { key, text: whole, x } of lines.toSorted((a, b) => a.x - b.x)) {
    const text = shorten(whole);
    const width = text.length * PIXELS_PER_LETTER + MORE_PX;
    const anchor = x + GAP_PX + width > plotWidthPx ? 'end' : 'start';
    const left = anchor === 'start' ? x + GAP_PX : x - GAP_PX - width;
    const row = takenTo.findIndex((edge) => edge <= left);
    const last = placed.at(-1);
    if (row === -1 && last !== undefined) {
      last.more++;
      continue;
    }
    takenTo[row] = left + width;
    placed.push({
      label: { key, text, x: anchor === 'start' ? left : x - GAP_PX, anchor, row },
      more: 0,
    });
  }
  return placed.map(({ label, more }) => (more === 0 ? label : { ...label, text: `${label.text} +${more}` }));
}

const shorten = (text: string): string =>
  text.length <= MAX_LETTERS ? text : `${text.slice(0, MAX_LETTERS - 1).trimEnd()}…`;
