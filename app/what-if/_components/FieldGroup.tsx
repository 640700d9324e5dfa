'use client';

import type { NumberField } from '../../../model/workload/numberField.ts';
import { isUsed } from '../../../model/workload/sensitivity.ts';
import type { Workload } from '../../../model/workload/types.ts';
import { Slider } from './Slider.tsx';

export interface FieldGroupProps {
  readonly fields: readonly NumberField[];
  readonly workload: Workload;
  readonly onChange: (workload: Workload) => void;
}

/** Sliders of a workload; one that the model would not ask for is left out. */
export function FieldGroup({ fields, workload, onChange }: FieldGroupProps) {
  return (
    <div className="flex flex-col gap-2">
      {fields
        .filter((field) => isUsed(field, workload))
        .map((field) => (
          <Slider
            key={field.key}
            field={field}
            value={workload[field.name] / field.factor}
            onChange={(value) =>
              onChange(fit({ ...workload, [field.name]: value * field.factor }, field.name))
            }
          />
        ))}
    </div>
  );
}

/** Not more rows are updated than there are: whichever was moved last stays. */
function fit(workload: Workload, moved: keyof Workload): Workload {
  const { rows, updatedRows } = workload;
  if (updatedRows <= rows) return workload;
  return moved === 'updatedRows' ? { ...workload, rows: updatedRows } : { ...workload, updatedRows: rows };
}
