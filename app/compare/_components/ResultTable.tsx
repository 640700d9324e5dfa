import type { ExperimentResult } from '../../../domain/experiment.ts';
import { describeRows } from '../../../domain/describeExperiment.ts';
import { classes } from '../../_components/ui/classes.ts';

/** Every figure, arms in columns. */
export function ResultTable({ result }: { readonly result: ExperimentResult }) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Figures of each arm">
      <table className="w-full border-collapse text-left text-sm tabular-nums">
        <thead>
          <tr>
            <td />
            {result.arms.map(({ name, index }) => (
              <th key={index} scope="col" className="py-1.5 pr-4 font-semibold whitespace-nowrap">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {describeRows(result).map(({ label, cells }, row) => {
            const isPart = label.startsWith(' ');
            return (
              // oxlint-disable-next-line react/no-array-index-key -- labels repeat, rows never move
              <tr key={row} className={classes(!isPart && 'border-t border-line')}>
                <th
                  scope="row"
                  className={classes(
                    'py-1 pr-4 font-normal whitespace-nowrap text-muted',
                    isPart && 'pl-4 text-xs',
                  )}
                >
                  {label.trim()}
                </th>
                {cells.map((cell, arm) => (
                  <td
                    key={result.arms[arm]!.index}
                    className={classes('py-1 pr-4 whitespace-nowrap', isPart && 'text-xs text-muted')}
                  >
                    {cell}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
