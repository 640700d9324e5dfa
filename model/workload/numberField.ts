import type { Workload } from './types.ts';

type NumberName = {
  [Name in keyof Workload]-?: Workload[Name] extends number ? Name : never;
}[keyof Workload];

/** A number that a person sets: on a command line, in an address, with a slider. */
export interface NumberField {
  readonly name: NumberName;
  /** As a flag (--rows) and in an address (?rows=). */
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  /** The range that it takes, in the unit. */
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
  /** The range of the slider: equal steps make equal factors. Absent: equal differences. */
  readonly slider: readonly [least: number, most: number];
  readonly isLogarithmic: boolean;
  /** The model's value of one unit. */
  readonly factor: number;
  readonly part: 'table' | 'stream' | 'strategy' | 'settings';
}

type Own = Omit<NumberField, 'factor' | 'isWhole' | 'isLogarithmic'> &
  Partial<Pick<NumberField, 'factor' | 'isWhole' | 'isLogarithmic'>>;
export const field = (own: Own): NumberField => ({ factor: 1, isWhole: false, isLogarithmic: false, ...own });
export const share = (own: Pick<NumberField, 'name' | 'key' | 'label' | 'part'>): NumberField =>
  field({ ...own, unit: '%', least: 0, most: 100, slider: [0, 100], factor: 0.01 });
