/** Deterministic noise: the same seed and coordinates give the same number, in any order of asking. */

/** A 32-bit hash of three coordinates (murmur3's finaliser after multiplicative mixing). */
export function hash32(seed: number, a: number, b: number): number {
  let h =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(a + 0x7f4a7c15, 0xc2b2ae35) ^
    Math.imul(b + 0x165667b1, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Uniform in [0, 1). */
export const unit = (seed: number, a: number, b: number): number => hash32(seed, a, b) / 2 ** 32;

const OCTAVES = 6;

/** Resembles a random walk over `step`, but any step can be asked for: value noise, an octave slower each, twice as strong. */
export function walk(seed: number, series: number, step: number): number {
  let sum = 0;
  for (let octave = 0; octave < OCTAVES; octave++) {
    const position = step / 2 ** octave;
    const from = Math.floor(position);
    const left = unit(seed + octave, series, from);
    const right = unit(seed + octave, series, from + 1);
    sum += (left + (right - left) * (position - from) - 0.5) * 1.6 ** octave;
  }
  return sum;
}
