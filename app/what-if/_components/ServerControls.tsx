'use client';

import { NUMBER_FIELDS } from '../../../model/workload/fields.ts';
import { CALM_SETTINGS } from '../../../model/workload/presets.ts';
import { CALIBRATION } from '../../../model/calibration.ts';
import { MODEL_STRATEGIES, type Workload } from '../../../model/workload/types.ts';
import { Button } from '../../_components/ui/Button.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { Segmented } from '../../_components/ui/Segmented.tsx';
import { FieldGroup } from './FieldGroup.tsx';

const FIRST = new Set(['sync-interval', 'checkpoint-timeout', 'max-wal-size']);
const OWN = NUMBER_FIELDS.filter(({ part }) => part === 'strategy' || part === 'settings');
const SHOWN = OWN.filter(({ key }) => FIRST.has(key));
const MORE = OWN.filter(({ key }) => !FIRST.has(key));

export interface ServerControlsProps {
  readonly title: 'Before' | 'After';
  readonly workload: Workload;
  readonly onChange: (workload: Workload) => void;
}

/** Strategy and settings of one side. */
export function ServerControls({ title, workload, onChange }: ServerControlsProps) {
  const calm = { ...workload, ...CALM_SETTINGS, compressionRatio: CALIBRATION.compressionRatio };
  return (
    <Card
      title={title}
      actions={
        <Button look="bare" onClick={() => onChange(calm)}>
          Calm settings
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Segmented
          label={`Strategy ${title.toLowerCase()}`}
          segments={MODEL_STRATEGIES.map((value) => ({ value, label: value }))}
          value={workload.strategy}
          onChoose={(strategy) => onChange({ ...workload, strategy })}
        />
        <FieldGroup fields={SHOWN} workload={workload} onChange={onChange} />
        <details>
          <summary className="min-h-7 cursor-pointer text-sm text-accent">More settings</summary>
          <div className="mt-2 flex flex-col gap-2">
            <FieldGroup fields={MORE} workload={workload} onChange={onChange} />
            <label className="flex min-h-7 items-center gap-2 text-sm">
              <input
                type="checkbox"
                checked={workload.fullPageWrites}
                onChange={({ target }) => onChange({ ...workload, fullPageWrites: target.checked })}
              />
              full_page_writes
            </label>
          </div>
        </details>
      </div>
    </Card>
  );
}
