import { isSplit, isUnbuffered } from '../../domain/strategies.ts';
import { NUMBER_FIELDS } from './fields.ts';
import type { NumberField } from './numberField.ts';
import { simulateCycles } from './simulate.ts';
import type { Cycle, WalConstants, Workload } from './types.ts';

/** Enough for the order of what matters. */
const CYCLES = 6;
const SETTLED_FROM = 2;
const FACTOR = 1.5;

export interface Sensitivity {
  readonly field: NumberField;
  /** Factor by which pages an hour change when the field is set to two thirds and to one and a half. */
  readonly pages: readonly [less: number, more: number];
  readonly walBytes: readonly [less: number, more: number];
  /** The larger of the changes, as a logarithm: what the list is sorted by. */
  readonly weight: number;
}

/** Which fields matter most to a workload: what makes no difference to it is left out. Some ms. */
export function rankFields(workload: Workload, constants: WalConstants): Sensitivity[] {
  const rate = (changed: Workload): { readonly pages: number; readonly wal: number } => {
    const cycles = simulateCycles(changed, constants, { cycles: CYCLES }).slice(SETTLED_FROM);
    const seconds = cycles.reduce((sum, cycle) => sum + cycle.seconds, 0);
    const of = (read: (cycle: Cycle) => number): number =>
      cycles.reduce((sum, cycle) => sum + read(cycle), 0) / seconds;
    return { pages: of((cycle) => cycle.buffersWritten), wal: of((cycle) => cycle.walBytes) };
  };
  const base = rate(workload);
  const ratio = (value: number, of: number): number => (of <= 0 ? 1 : value / of);
  return NUMBER_FIELDS.flatMap((field): Sensitivity[] => {
    if (!isUsed(field, workload)) return [];
    const [less, more] = [changeField(field, workload, 1 / FACTOR), changeField(field, workload, FACTOR)];
    const [a, b] = [rate(less), rate(more)];
    const pages = [ratio(a.pages, base.pages), ratio(b.pages, base.pages)] as const;
    const walBytes = [ratio(a.wal, base.wal), ratio(b.wal, base.wal)] as const;
    const weight = Math.max(
      ...[...pages, ...walBytes].map((factor) => Math.abs(Math.log(Math.max(1e-6, factor)))),
    );
    return weight < 0.01 ? [] : [{ field, pages, walBytes, weight }];
  }).sort((a, b) => b.weight - a.weight);
}

/** A field at a multiple of its value, within what it takes. */
function changeField(field: NumberField, workload: Workload, factor: number): Workload {
  const value = (workload[field.name] / field.factor) * factor;
  const inRange = Math.min(field.most, Math.max(field.least, field.isWhole ? Math.round(value) : value));
  const changed = { ...workload, [field.name]: inRange * field.factor };
  return { ...changed, updatedRows: Math.min(changed.updatedRows, changed.rows) };
}

const USED_BY: Readonly<Partial<Record<keyof Workload, (workload: Workload) => boolean>>> = {
  zipfExponent: ({ distribution }) => distribution === 'zipf',
  hotRows: ({ distribution }) => distribution === 'hot-set',
  hotShare: ({ distribution }) => distribution === 'hot-set',
  syncIntervalSeconds: ({ strategy }) => !isUnbuffered(strategy),
  batchRows: ({ strategy }) => !isUnbuffered(strategy),
  narrowBytesPerRow: ({ strategy }) => isSplit(strategy),
};

/** Whether the model asks for a field at all, as the workload is. */
export function isUsed({ name }: Pick<NumberField, 'name'>, workload: Workload): boolean {
  return USED_BY[name]?.(workload) ?? true;
}
