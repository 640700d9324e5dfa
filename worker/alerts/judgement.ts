/** One side of a condition against the other, in words for people. */
export interface Judgement {
  /** Null: it cannot be judged now, so whatever was stays. */
  readonly holds: boolean | null;
  readonly value: string;
  readonly threshold: string;
}

export const UNKNOWN: Judgement = { holds: null, value: 'not known', threshold: '' };

const digits = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
export const percent = (share: number): string => `${digits.format(share * 100)} %`;
export const seconds = (value: number): string => `${digits.format(value)} s`;
