import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// axe leaves out texts whose background it does not know: those in pictures, and those over which something lies.

const COLOR = /--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g;
const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8');
const colors = [...css.matchAll(COLOR)].map(([, name, light, dark]) => ({ name, light, dark }));

const SURFACES = ['page', 'surface', 'raised', 'sunken'];
const TEXTS = ['ink', 'muted', 'accent', 'good', 'warn', 'bad'];
const HUES = colors.map(({ name }) => name!).filter((name) => name.startsWith('hue-'));
const pairs = (inks: readonly string[], grounds: readonly string[]) =>
  inks.flatMap((ink) => grounds.map((ground) => [ink, ground] as const));

/** WCAG 2.2, relative luminance of an sRGB colour, 0 to 1. */
function luminanceOf(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrastOf(one: string, other: string): number {
  const [dark, bright] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b);
  return (bright! + 0.05) / (dark! + 0.05);
}

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  const contrastIn = (ink: string, ground: string): number => {
    const [a, b] = [ink, ground].map((wanted) => colors.find(({ name }) => name === wanted)![theme]!);
    return contrastOf(a!, b!);
  };

  it.each([
    ...pairs(TEXTS, SURFACES),
    ['on-accent', 'accent'],
    ...pairs(['ink', 'muted', 'warn'], ['warn-surface']),
    ...pairs(['ink', 'muted', 'bad'], ['bad-surface']),
  ] as const)('the text %s on %s: 4.5 to 1 at the least (WCAG 1.4.3)', (ink, ground) => {
    expect(contrastIn(ink, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(pairs([...HUES, 'strong-line'], SURFACES))(
    'the graphic %s on %s: 3 to 1 at the least (WCAG 1.4.11)',
    (ink, ground) => {
      expect(contrastIn(ink, ground)).toBeGreaterThanOrEqual(3);
    },
  );
});

it('black on white is 21 to 1, and a colour on itself 1 to 1', () => {
  expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrastOf('#4d5b69', '#4d5b69')).toBe(1);
});
