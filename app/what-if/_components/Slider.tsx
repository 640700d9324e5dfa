'use client';

import { useId, useState } from 'react';
import type { NumberField } from '../../../model/workload/numberField.ts';
import { parseNumber } from '../../../model/workload/fields.ts';
import { formatPlain, toPosition, toValue } from './sliderScale.ts';

const STEPS = 400;

export interface SliderProps {
  readonly field: NumberField;
  /** In the field's unit. */
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A slider for what is tried, and a field beside it for what is known; the field takes more than the slider reaches. */
export function Slider({ field, value, onChange }: SliderProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const accept = (text: string): void => {
    setTyped(text);
    try {
      onChange(parseNumber(field, text) / field.factor);
    } catch {
      // A half-typed value changes nothing; the field keeps it until it is left.
    }
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_6.5rem] items-center gap-x-3 text-sm">
      <label htmlFor={id} className="col-span-2 text-muted">
        {field.label}
        {field.unit !== '' && `, ${field.unit}`}
      </label>
      <input
        type="range"
        aria-label={`${field.label}, slider`}
        aria-valuetext={`${formatPlain(value)} ${field.unit}`.trim()}
        min={0}
        max={STEPS}
        step={1}
        value={Math.round(toPosition(field, value) * STEPS)}
        onChange={({ target }) => {
          setTyped(null);
          onChange(toValue(field, target.valueAsNumber / STEPS));
        }}
        className="h-6 w-full min-w-0 accent-(--accent)"
      />
      <input
        id={id}
        type="text"
        inputMode="decimal"
        value={typed ?? formatPlain(value)}
        onChange={({ target }) => accept(target.value)}
        onBlur={() => setTyped(null)}
        className="min-h-8 w-full rounded-md border border-strong-line bg-raised px-2 tabular-nums"
      />
    </div>
  );
}
