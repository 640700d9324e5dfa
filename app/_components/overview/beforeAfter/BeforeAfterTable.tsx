import { describeChange, describePeriod, type PeriodPair } from '../../../../domain/describeChanges.ts';
import { FIGURE_ROWS, type FigureRow } from '../../../../domain/figureRows.ts';
import { STRATEGY_IDENTITY } from '../../../../domain/identityColors.ts';
import type { MeasuredPeriod, PeriodComparison } from '../../../../domain/periods.ts';
import { DASH } from '../../format.ts';
import { classes } from '../../ui/classes.ts';
import { ClockTime } from '../../ui/ClockTime.tsx';
import { FigureValue } from '../../ui/FigureValue.tsx';
import { publishFigures } from '../../ui/publishFigures.ts';
import { Swatch } from '../../ui/Swatch.tsx';
import { useHour } from '../../live/useSystem.ts';
import { TwinSparklines } from './TwinSparklines.tsx';

type Shown = PeriodPair & Pick<PeriodComparison, 'blocks'>;

/** Every figure that either period has, and its change; side by side where there is room. */
export function BeforeAfterTable(pair: Shown) {
  const rows = FIGURE_ROWS.filter(
    ({ read }) => read(pair.before.figures) !== null || read(pair.after.figures) !== null,
  );
  const half = Math.ceil(rows.length / 2);
  return (
    <div
      className="grid grid-cols-1 gap-x-8 overflow-x-auto xl:grid-cols-2"
      tabIndex={0}
      role="region"
      aria-label="Before and after, figures"
    >
      {[rows.slice(0, half), rows.slice(half)].map((part, i) => (
        <Half key={i === 0 ? 'first' : 'second'} rows={part} pair={pair} />
      ))}
    </div>
  );
}

function Half({ rows, pair }: { readonly rows: readonly FigureRow[]; readonly pair: Shown }) {
  const { before, after, changes, blocks } = pair;
  const hour = useHour();
  return (
    <table className="w-full self-start text-left text-sm tabular-nums">
      <thead>
        <tr className="align-bottom text-muted">
          <th scope="col" className="py-1 pr-4 font-normal">
            Per {hour}
          </th>
          <PeriodHead label="Before" period={before} />
          <PeriodHead label={after.isCurrent ? 'Now' : 'After'} period={after} />
          <th scope="col" className="py-1 font-normal">
            Change
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, label, read, format }) => {
          const change = changes[key];
          return (
            <tr key={name} className="border-t border-line">
              <th scope="row" className="py-0.5 pr-4 font-normal whitespace-nowrap">
                {label}
              </th>
              {[before, after].map((period, i) => (
                <td key={period.from} className={classes('py-0.5 pr-4', i === 0 && 'text-muted')}>
                  <FigureValue
                    name={name}
                    figure={read(period.figures)}
                    format={format}
                    cycleSeconds={period.cycleSeconds}
                  />
                </td>
              ))}
              <td
                className={classes(
                  'py-0.5 whitespace-nowrap',
                  change?.difference === 'too few cycles to tell' && 'text-muted',
                )}
                {...publishFigures({ [`change-${name}`]: shownRatio(change?.ratio ?? null) })}
              >
                <span className="inline-flex items-center gap-2">
                  <TwinSparklines before={blocks.before[key]} after={blocks.after[key]} />
                  {change === undefined ? DASH : describeChange(change)}
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** As formatChange writes it: a change, or, from twice as much on, a factor. */
const shownRatio = (ratio: number | null): number | null =>
  ratio === null || ratio >= 2 ? ratio : ratio - 1;

function PeriodHead({ label, period }: { readonly label: string; readonly period: MeasuredPeriod }) {
  const { strategy, from } = period;
  return (
    <th scope="col" className="max-w-48 py-1 pr-4 font-normal">
      <span className="inline-flex items-center gap-1.5">
        {strategy !== null && <Swatch identity={STRATEGY_IDENTITY[strategy]} />}
        {label}: {describePeriod(period)}
      </span>
      {from > 0 && (
        <span className="block text-xs">
          since <ClockTime at={from} />
        </span>
      )}
    </th>
  );
}
