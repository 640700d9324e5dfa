import type { Reading } from './shown.ts';

const NUMBER = /([+−-]?[\d,]*\.?\d+)\s?([A-Za-z%]*)/g;
const UNITS: Readonly<Record<string, number>> = {
  '%': 0.01,
  ms: 0.001,
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
      .filter(({ value, text }) => value !== null && !holdsValue(text, value))
      .map(({ figure, place, value, text }) => `${figure} (${place}): "${text}" for ${value}`),
  );
  return [...new Set(wrong)].toSorted();
}

export function holdsValue(text: string, value: number): boolean {
  return [...text.matchAll(NUMBER)].some(([, digits, unit]) => {
    const number = digits!.replaceAll(',', '').replace('−', '-');
    const factor = UNITS[unit!] ?? 1;
    const lastDigit = factor * 10 ** -(number.split('.')[1]?.length ?? 0);
    return Math.abs(Number(number) * factor - value) <= ROUNDING * Math.abs(value) + 0.51 * lastDigit;
  });
}
