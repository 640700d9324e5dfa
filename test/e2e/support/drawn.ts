import { expect, type Locator } from '@playwright/test';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From a value to pixels, by the labels that are drawn beside an axis. */
export type Axis = (value: number) => number;

const UNITS: Readonly<Record<string, number>> = {
  K: 1_000,
  M: 1_000_000,
  kB: 1_024,
  MB: 1_024 ** 2,
  GB: 1_024 ** 3,
};

function parseLabel(text: string): number {
  const [, number, unit] = /^(-?[\d.,]+)\s*([A-Za-z]*)$/.exec(text) ?? [];
  if (number === undefined) throw new Error(`"${text}" is no number`);
  return Number(number.replaceAll(',', '')) * (UNITS[unit!] ?? 1);
}

const DAY_MS = 86_400_000;

/** "12:03:10" or "12:03", UTC, of the day that brings it nearest to `near`: a chart may begin before midnight. */
export const parseClock =
  (near: number) =>
  (text: string): number => {
    const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
    const clock = ((hours * 60 + minutes) * 60 + seconds) * 1_000;
    return clock + Math.round((near - clock) / DAY_MS) * DAY_MS;
  };

/** By the first and the last label; the others must agree. */
export async function readAxis(
  labels: Locator,
  coordinate: 'x' | 'y',
  parse: (text: string) => number = parseLabel,
): Promise<Axis> {
  await expect(labels.nth(1)).toBeAttached();
  const ticks = await labels.evaluateAll(
    (texts, name) =>
      texts.map((text) => ({ text: text.textContent, place: Number(text.getAttribute(name)) })),
    coordinate,
  );
  const marks = ticks.map(({ text, place }) => ({ value: parse(text ?? ''), place }));
  const [first, last] = [marks[0]!, marks.at(-1)!];
  const axis: Axis = (value) =>
    first.place + ((value - first.value) / (last.value - first.value)) * (last.place - first.place);
  for (const { value, place } of marks) expectNear(place, axis(value), 'a label of the axis');
  return axis;
}

/** Points of a path of absolute straight lines. */
export async function readVertices(path: Locator): Promise<readonly Point[]> {
  const text = (await path.getAttribute('d')) ?? '';
  return [...text.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
}

/** Where each figure of a path begins: "M7 20…". */
export async function readStarts(path: Locator): Promise<readonly Point[]> {
  const text = (await path.getAttribute('d')) ?? '';
  return [...text.matchAll(/M(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
}

/** Within a pixel. */
export function expectNear(actual: number, expected: number, what: string): void {
  expect(Math.abs(actual - expected), `${what}: ${actual} for ${expected}`).toBeLessThanOrEqual(1);
}

export function expectPoints(actual: readonly Point[], expected: readonly Point[], what: string): void {
  expect(actual.length, what).toBe(expected.length);
  for (const [i, { x, y }] of expected.entries()) {
    expectNear(actual[i]!.x, x, `${what}, x`);
    expectNear(actual[i]!.y, y, `${what}, y`);
  }
}
