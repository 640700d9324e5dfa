/** The mean of the two in the middle of an even number of values; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Null of nothing. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A quantile of values in ascending order; not a number where there are none. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Quantiles of Student's t at 99.5 %, for 1 to 30 degrees of freedom: https://www.itl.nist.gov/div898/handbook/eda/section3/eda3672.htm */
const T_QUANTILES = [
  63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.25, 3.169, 3.106, 3.055, 3.012, 2.977, 2.947,
  2.921, 2.898, 2.878, 2.861, 2.845, 2.831, 2.819, 2.807, 2.797, 2.787, 2.779, 2.771, 2.763, 2.756, 2.75,
];
const NORMAL_QUANTILE = 2.576;

/** Half the width of a two-sided 99 % interval, in standard errors. `freedom`: at least 1; a fraction is rounded down. */
export function tQuantile99(freedom: number): number {
  const most = T_QUANTILES.length;
  const whole = Math.max(1, Math.floor(freedom));
  if (whole <= most) return T_QUANTILES[whole - 1]!;
  return NORMAL_QUANTILE + ((T_QUANTILES[most - 1]! - NORMAL_QUANTILE) * most) / whole;
}

/** The mean's variance, from values that do not depend on each other; null of fewer than two. */
export function varianceOfMean(values: readonly number[]): number | null {
  const middle = mean(values);
  if (middle === null || values.length < 2) return null;
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return squares / (values.length - 1) / values.length;
}
