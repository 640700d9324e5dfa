import type { Reading } from './shown.ts';

/** As it is written where there is no number: an error that could not be another. */
const AT_PLATEAU = 'at c·T';
const NUMBER = /(?:(\d+) min )?([+−-]?[\d,]*\.?\d+)\s?([A-Za-z%]*)/g;
const UNITS: Readonly<Record<string, number>> = {
  '%': 0.01,
  ms: 0.001,
  min: 60,
  h: 3_600,
  K: 1e3,
  M: 1e6,
  B: 1,
  kB: 1_024,
  MB: 1_024 ** 2,
  GB: 1_024 ** 3,
};
/** Two significant digits are the fewest that are shown. */
const ROUNDING = 0.05;

/** Elements whose text does not hold the value that they publish, as rounded. */
export function listWrongTexts(readings: readonly Reading[]): readonly string[] {
  const wrong = readings.flatMap(({ figures }) =>
    figures
      .filter(({ value, text }) => value !== null && text !== AT_PLATEAU && !holdsValue(text, value))
      .map(({ figure, place, value, text }) => `${figure} (${place}): "${text}" for ${value}`),
  );
  return [...new Set(wrong)].toSorted();
}

export function holdsValue(text: string, value: number): boolean {
  return [...text.matchAll(NUMBER)].some(([, minutes = '0', digits, unit]) => {
    const number = digits!.replaceAll(',', '').replace('−', '-');
    const factor = UNITS[unit!] ?? 1;
    const lastDigit = factor * 10 ** -(number.split('.')[1]?.length ?? 0);
    const shown = Number(minutes) * 60 + Number(number) * factor;
    return Math.abs(shown - value) <= ROUNDING * Math.abs(value) + 0.51 * lastDigit;
  });
}
