import { CONTROL_NAMES, type ChaosPlan, FAULT_NAMES, type FaultName } from './types.ts';

/** What a person gave, as text; absent: the default. */
export interface PlanInput {
  readonly seconds?: string | undefined;
  readonly seed?: string | undefined;
  readonly faults?: string | undefined;
  readonly workers?: string | undefined;
  readonly fsync?: string | undefined;
  readonly control?: string | undefined;
}

/** Names the flag, what it got and what it takes. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/** @throws PlanError */
export function parsePlan(input: PlanInput): ChaosPlan {
  return {
    seconds: readNumber('seconds', input.seconds ?? '60', [5, 86_400]),
    seed: readNumber('seed', input.seed ?? '1', [0, 4_294_967_295]),
    workers: readNumber('workers', input.workers ?? '2', [1, 16]),
    faults: input.faults === undefined ? FAULT_NAMES : input.faults.split(',').map(parseFault),
    fsync: parseName('fsync', input.fsync ?? 'always', ['always', 'everysec'] as const),
    control: input.control === undefined ? null : parseName('control', input.control, CONTROL_NAMES),
  };
}

const parseFault = (text: string): FaultName => parseName('faults', text.trim(), FAULT_NAMES);

function parseName<T extends string>(flag: keyof PlanInput, text: string, names: readonly T[]): T {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new PlanError(`--${flag} has "${text}": it takes ${names.join(', ')}`);
  return found;
}

function readNumber(flag: keyof PlanInput, text: string, [least, most]: readonly [number, number]): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new PlanError(`--${flag} is "${text}": it takes a whole number from ${least} to ${most}`);
}
