'use client';

import dynamic from 'next/dynamic';
import { useDeferredValue, useMemo, useState } from 'react';
import { CALIBRATION } from '../../../model/calibration.ts';
import type { MeasuredNote } from '../../../model/workload/measured.ts';
import { predictWorkload } from '../../../model/workload/predict.ts';
import type { Workload } from '../../../model/workload/types.ts';
import { Banner } from '../../_components/ui/Banner.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { CycleBars } from './CycleBars.tsx';
import { KneeChart } from './KneeChart.tsx';
import { Measured } from './Measured.tsx';
import { Outcome } from './Outcome.tsx';
import { changeBefore } from './scenario.ts';
import { ServerControls } from './ServerControls.tsx';
import { useScenario } from './useScenario.ts';
import { WorkloadControls } from './WorkloadControls.tsx';

/** Its scripts come after those that the page needs first: they know every platform's commands. */
const Details = dynamic(() => import('./Details.tsx').then((module) => module.Details), { ssr: false });

/** Everything is computed from the address and the model: no worker, no server is needed but for "your workload now". */
export function WhatIf() {
  const { scenario, error, change } = useScenario();
  const [notes, setNotes] = useState<readonly MeasuredNote[]>([]);
  const { before, after } = scenario;
  const was = useMemo(() => predictWorkload(before, CALIBRATION.constants), [before]);
  const will = useMemo(() => predictWorkload(after, CALIBRATION.constants), [after]);
  const both = useMemo(() => ({ before, after, was, will }), [before, after, was, will]);
  const shown = useMemo(() => ({ both, scenario }), [both, scenario]);
  // A slider waits only for the figures and their picture.
  const later = useDeferredValue(shown);
  const setBefore = (workload: Workload): void => change(changeBefore(scenario, workload));
  const setAfter = (workload: Workload): void => change({ ...scenario, after: workload });
  return (
    <>
      {error !== null && (
        <Banner tone="bad">The address is not a scenario: {error}. The preset is shown.</Banner>
      )}
      <div className="grid grid-cols-1 gap-4 xl:grid-cols-[26rem_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <WorkloadControls
            scenario={scenario}
            onPreset={(next) => {
              setNotes([]);
              change(next);
            }}
            onChange={setBefore}
          />
          <Measured
            notes={notes}
            onMeasured={({ workload, notes: found }) => {
              setNotes(found);
              change(changeBefore({ ...scenario, preset: 'incident' }, workload));
            }}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
            <ServerControls title="Before" workload={before} onChange={setBefore} />
            <ServerControls title="After" workload={after} onChange={setAfter} />
          </div>
          <Outcome {...both} />
          <Card title="Write time of a checkpoint">
            <KneeChart {...both} />
            <CycleBars {...both} />
          </Card>
          <Details {...later} />
        </div>
      </div>
    </>
  );
}
