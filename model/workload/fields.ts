import { LOAD_FIELDS } from './loadFields.ts';
import type { NumberField } from './numberField.ts';
import { SERVER_FIELDS } from './serverFields.ts';
import { DISTRIBUTIONS, MODEL_STRATEGIES, type Workload } from './types.ts';

export const NUMBER_FIELDS: readonly NumberField[] = [...LOAD_FIELDS, ...SERVER_FIELDS];

export const CHOICE_FIELDS = [
  { name: 'distribution', key: 'distribution', label: 'Which rows', part: 'stream', values: DISTRIBUTIONS },
  { name: 'strategy', key: 'strategy', label: 'Strategy', part: 'strategy', values: MODEL_STRATEGIES },
] as const;
export const FLAG_FIELD = {
  name: 'fullPageWrites',
  key: 'full-page-writes',
  label: 'full_page_writes',
  part: 'settings',
} as const;

/** Names the field, what it got and what it takes. */
export class FieldError extends Error {
  override readonly name = 'FieldError';
}

/**
 * A workload with what is given as text laid over it; `read` gives a field's text, or nothing.
 * @throws FieldError
 */
export function parseWorkload(base: Workload, read: (key: string) => string | null | undefined): Workload {
  const changes: Record<string, number | string | boolean> = {};
  for (const each of NUMBER_FIELDS) {
    const text = read(each.key);
    if (text != null) changes[each.name] = parseNumber(each, text);
  }
  for (const { name, key, values } of CHOICE_FIELDS) {
    const text = read(key);
    if (text == null) continue;
    if (!values.some((value) => value === text)) {
      throw new FieldError(`--${key} is "${text}": it takes ${values.join(', ')}`);
    }
    changes[name] = text;
  }
  const flag = read(FLAG_FIELD.key);
  if (flag != null) {
    if (flag !== 'on' && flag !== 'off') {
      throw new FieldError(`--${FLAG_FIELD.key} is "${flag}": it takes on or off`);
    }
    changes[FLAG_FIELD.name] = flag === 'on';
  }
  const workload = { ...base, ...changes };
  if (workload.updatedRows <= workload.rows) return workload;
  // A smaller table has fewer rows to update; what is asked for in words must fit.
  if (changes['updatedRows'] === undefined) return { ...workload, updatedRows: workload.rows };
  throw new FieldError(
    `--updated-rows is "${read('updated-rows')}": it takes a whole number from 1 to the rows of the table, ${workload.rows}`,
  );
}

/** @throws FieldError */
export function parseNumber(own: NumberField, text: string): number {
  const value = Number(text);
  const isNumber = text.trim() !== '' && Number.isFinite(value) && (!own.isWhole || Number.isInteger(value));
  if (isNumber && value >= own.least && value <= own.most) return value * own.factor;
  const kind = own.isWhole ? 'a whole number' : 'a number';
  const unit = own.unit === '' ? '' : `, in ${describeUnit(own.unit)}`;
  throw new FieldError(`--${own.key} is "${text}": it takes ${kind} from ${own.least} to ${own.most}${unit}`);
}

function describeUnit(unit: string): string {
  const words: Readonly<Record<string, string>> = {
    '%': 'percent',
    s: 'seconds',
    '/s': 'updates per second',
    '/h': 'rows per hour',
  };
  return words[unit] ?? unit;
}

/** Writes `workload` as texts that parseWorkload reads; a field that is as in `base` is left out. */
export function writeWorkload(workload: Workload, base: Workload): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const each of NUMBER_FIELDS) {
    if (workload[each.name] !== base[each.name]) texts.set(each.key, formatField(each, workload));
  }
  for (const { name, key } of CHOICE_FIELDS) {
    if (workload[name] !== base[name]) texts.set(key, workload[name]);
  }
  if (workload.fullPageWrites !== base.fullPageWrites) {
    texts.set(FLAG_FIELD.key, workload.fullPageWrites ? 'on' : 'off');
  }
  return texts;
}

/** In the field's unit, with as many digits as a slider can distinguish. */
export function formatField(own: NumberField, workload: Workload): string {
  const value = workload[own.name] / own.factor;
  return own.isWhole ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
}
