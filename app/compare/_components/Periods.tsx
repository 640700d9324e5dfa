'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../_trpc/client.tsx';
import { describePeriod } from '../../../domain/describeChanges.ts';
import { FIGURE_ROWS } from '../../../domain/figureRows.ts';
import { formatSeconds } from '../../_components/format.ts';
import { FigureValue } from '../../_components/ui/FigureValue.tsx';
import { Badge } from '../../_components/ui/Badge.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { ClockTime } from '../../_components/ui/ClockTime.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';

const REFRESH_MS = 10_000;
const HEADS = ['Strategy', 'From', 'For'];

/** The running system before and after each switch. */
export function Periods() {
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.periods.list.queryOptions(), refetchInterval: REFRESH_MS });
  const periods = data ?? [];
  return (
    <Card title="Live periods by strategy" actions={<Badge tone="warn">uncontrolled</Badge>}>
      <p className="mb-2 text-sm text-muted">
        This system between two switches of its strategy, counted in whole cycles since each strategy was
        steady. The load may differ from one to the next: for a fair comparison start an experiment.
      </p>
      {periods.length === 0 ? (
        <EmptyState>Shown once a strategy has been active for a while.</EmptyState>
      ) : (
        <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Live periods">
          <table className="w-full text-left text-sm tabular-nums">
            <thead>
              <tr className="text-muted">
                {[...HEADS, ...FIGURE_ROWS.map(({ label }) => label)].map((head) => (
                  <th key={head} scope="col" className="py-1 pr-4 font-normal whitespace-nowrap">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {periods.map(({ figures, ...period }) => (
                <tr key={period.to} className="border-t border-line">
                  <th scope="row" className="py-1 pr-4 font-normal whitespace-nowrap">
                    {describePeriod(period)}
                  </th>
                  <td className="py-1 pr-4 whitespace-nowrap">
                    <ClockTime at={period.from} />
                  </td>
                  <td className="py-1 pr-4 whitespace-nowrap">
                    {formatSeconds(Math.round((period.to - period.from) / 1_000))}
                  </td>
                  {FIGURE_ROWS.map(({ name, read, format }) => (
                    <td key={name} className="py-1 pr-4">
                      <FigureValue name={name} figure={read(figures)} format={format} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
