import type { NumberField } from '../../../model/workload/numberField.ts';

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** A value's place on its slider, 0 to 1; a value beyond the slider is at its end. */
export function toPosition({ slider: [least, most], isLogarithmic }: NumberField, value: number): number {
  const at = clamp(value, least, most);
  return isLogarithmic ? Math.log(at / least) / Math.log(most / least) : (at - least) / (most - least);
}

/** The value at a position: with three digits, or whole where the field is. */
export function toValue(
  { slider: [least, most], isLogarithmic, isWhole }: NumberField,
  position: number,
): number {
  const value = isLogarithmic ? least * (most / least) ** position : least + (most - least) * position;
  const rounded = Number(value.toPrecision(3));
  return clamp(isWhole ? Math.round(rounded) : rounded, least, most);
}

/** As a person types it. */
export const formatPlain = (value: number): string => String(Number(value.toPrecision(4)));
