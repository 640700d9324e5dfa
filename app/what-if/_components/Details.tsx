'use client';

import { memo } from 'react';
import type { Both } from './both.ts';
import { Explanation } from './Explanation.tsx';
import { LogLines } from './LogLines.tsx';
import type { Scenario } from './scenario.ts';
import { SensitivityList } from './SensitivityList.tsx';
import { Statements } from './Statements.tsx';

export interface DetailsProps {
  readonly both: Both;
  readonly scenario: Scenario;
}

/** The parts that may appear a moment after the figures: rendered again only for another scenario. */
export const Details = memo(function Details({ both, scenario }: DetailsProps) {
  return (
    <>
      <Explanation {...both} />
      <Statements scenario={scenario} />
      <SensitivityList before={both.before} after={both.after} />
      <LogLines workload={both.before} />
    </>
  );
});
