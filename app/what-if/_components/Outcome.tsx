'use client';

import { CALIBRATION } from '../../../model/calibration.ts';
import { describeErrors } from '../../../model/workload/errors.ts';
import { Card } from '../../_components/ui/Card.tsx';
import { Hint } from '../../_components/ui/Hint.tsx';
import type { Both } from './both.ts';
import { describeOutcome } from './outcomeRows.ts';

/** Every figure before and after, with the error that the model had on real runs. */
export function Outcome({ before, after, was, will }: Both) {
  const heads = [`before: ${before.strategy}`, `after: ${after.strategy}`, 'change', 'error of the model'];
  return (
    <Card
      title="Predicted, before and after"
      hint={
        <Hint about="these figures" more="/docs/what-if#how-good-it-is">
          What the model says once the workload has gone on for some cycles. Its error is shown beside what
          was judged by real runs: the median of all, and the worst.
        </Hint>
      }
    >
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Predicted figures">
        <table className="w-full border-collapse text-left text-sm tabular-nums">
          <thead>
            <tr>
              <td />
              {heads.map((head) => (
                <th key={head} scope="col" className="py-1.5 pr-4 font-semibold whitespace-nowrap">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {describeOutcome(was, will, CALIBRATION.errors).map((row) => (
              <tr key={row.label} className="border-t border-line">
                <th scope="row" className="py-1 pr-4 font-normal whitespace-nowrap text-muted">
                  {row.label}
                </th>
                <td className="py-1 pr-4 whitespace-nowrap">{row.was}</td>
                <td className="py-1 pr-4 font-medium whitespace-nowrap">{row.will}</td>
                <td className="py-1 pr-4 whitespace-nowrap">{row.change}</td>
                <td className="py-1 pr-4 text-xs whitespace-nowrap text-muted">{row.error}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="mt-3 text-xs text-muted">{describeErrors(CALIBRATION)}</p>
    </Card>
  );
}
