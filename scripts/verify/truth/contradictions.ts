import type { Reading, ShownFigure } from './shown.ts';

/** Two places that show one figure as two values. */
export interface Contradiction {
  readonly figure: string;
  readonly places: readonly [string, string];
  readonly count: number;
  readonly example: string;
}

const TOLERANCE = 1e-6;

/**
 * For a window, or for something that is over (`data-of`), there is one value in the whole run, wherever and whenever it is
 * shown. For a value of now there is one in each reading of a page, which cannot change meanwhile.
 */
export function findContradictions(readings: readonly Reading[]): readonly Contradiction[] {
  const found = new Map<string, Contradiction>();
  const whole = new Map<string, ShownFigure>();
  for (const { at, figures } of readings) {
    const now = new Map<string, ShownFigure>();
    for (const shown of figures) {
      if (shown.isMarked || shown.value === null) continue;
      const known = shown.window === null && shown.of === '' ? now : whole;
      const key = identify(shown);
      const other = known.get(key);
      if (other === undefined) known.set(key, shown);
      else if (!isSame(shown.value, other.value!)) note(found, [other, shown], at);
    }
  }
  return [...found.values()];
}

/** A value of something belongs to all of it: places need not agree on when it began. */
const identify = ({ figure, of, window }: ShownFigure): string =>
  of === '' ? `${figure} ${window?.from} ${window?.to}` : `${figure} of ${of}`;

const isSame = (a: number, b: number): boolean =>
  Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));

function note(
  found: Map<string, Contradiction>,
  [one, other]: readonly [ShownFigure, ShownFigure],
  at: number,
): void {
  const { figure } = one;
  const places = [one.place, other.place] as const;
  const key = [figure, ...places].join('\n');
  const time = new Date(at).toISOString().slice(11, 19);
  const example = `${one.value} (${one.text}) and ${other.value} (${other.text}) at ${time}`;
  const { count } = found.get(key) ?? { count: 0 };
  found.set(key, { figure, places, count: count + 1, example: found.get(key)?.example ?? example });
}
