'use client';

import { NUMBER_FIELDS } from '../../../model/workload/fields.ts';
import { PRESET_NAMES } from '../../../domain/presets.ts';
import { DISTRIBUTIONS, type Workload } from '../../../model/workload/types.ts';
import { Card } from '../../_components/ui/Card.tsx';
import { Hint } from '../../_components/ui/Hint.tsx';
import { Segmented } from '../../_components/ui/Segmented.tsx';
import { FieldGroup } from './FieldGroup.tsx';
import { type Scenario, startScenario } from './scenario.ts';

const FIRST = new Set(['rows', 'moving-indexes', 'staying-indexes', 'updates-per-second', 'updated-rows']);
const OF_ROWS = new Set(['zipf-exponent', 'hot-rows', 'hot-share']);
const LOAD = NUMBER_FIELDS.filter(({ part }) => part === 'table' || part === 'stream');
const SHOWN = LOAD.filter(({ key }) => FIRST.has(key));
const STREAM = LOAD.filter(({ key }) => OF_ROWS.has(key));
const MORE = LOAD.filter(({ key }) => !FIRST.has(key) && !OF_ROWS.has(key));

export interface WorkloadControlsProps {
  readonly scenario: Scenario;
  readonly onPreset: (scenario: Scenario) => void;
  readonly onChange: (workload: Workload) => void;
}

/** The table and what changes it: the same before and after. */
export function WorkloadControls({ scenario, onPreset, onChange }: WorkloadControlsProps) {
  const { before } = scenario;
  const group = { workload: before, onChange };
  return (
    <Card
      title="Workload"
      hint={
        <Hint about="the workload" more="/docs/what-if#the-model">
          One table and the updates that come to it, the same before and after. Times are the server’s own: a
          preset is in workload time, as at TIME_SCALE 1.
        </Hint>
      }
    >
      <div className="flex flex-col gap-3">
        <div>
          <div className="mb-1 text-sm text-muted">Preset</div>
          <Segmented
            label="Preset"
            segments={PRESET_NAMES.map((value) => ({ value, label: value }))}
            value={scenario.preset}
            onChoose={(preset) => onPreset(startScenario(preset))}
          />
        </div>
        <FieldGroup {...group} fields={SHOWN} />
        <div>
          <div className="mb-1 text-sm text-muted">Which rows are updated</div>
          <Segmented
            label="Which rows are updated"
            segments={DISTRIBUTIONS.map((value) => ({ value, label: LABELS[value] }))}
            value={before.distribution}
            onChoose={(distribution) => onChange({ ...before, distribution })}
          />
        </div>
        <FieldGroup {...group} fields={STREAM} />
        <details>
          <summary className="min-h-7 cursor-pointer text-sm text-accent">
            More of the table and its updates
          </summary>
          <div className="mt-2">
            <FieldGroup {...group} fields={MORE} />
          </div>
        </details>
      </div>
    </Card>
  );
}

const LABELS = { uniform: 'at random', 'in-turn': 'in turn', zipf: 'Zipf', 'hot-set': 'hot set' } as const;
