import { formatChange } from '../../../../domain/describeExperiment.ts';
import { valueOf } from '../../../../domain/figure.ts';
import { STRATEGY_IDENTITY } from '../../../../domain/identity.ts';
import { FIGURE_ROWS, type FigureRow } from '../../figureRows.ts';
import { DASH } from '../../format.ts';
import { FigureValue } from '../../ui/FigureValue.tsx';
import { Swatch } from '../../ui/Swatch.tsx';
import { type BeforeAfterPair, describeChanges } from './describeChanges.ts';

/** Side by side where there is room: statements, rows and WAL; then pages and checkpoints. */
const HALF = Math.ceil(FIGURE_ROWS.length / 2);
const HALVES = [FIGURE_ROWS.slice(0, HALF), FIGURE_ROWS.slice(HALF)];

/** Every figure under the strategy before, under this one, and the change. */
export function BeforeAfterTable(pair: BeforeAfterPair) {
  return (
    <>
      <p className="mb-2 text-sm">{describeChanges(pair)}</p>
      <div
        className="grid grid-cols-1 gap-x-8 overflow-x-auto xl:grid-cols-2"
        tabIndex={0}
        role="region"
        aria-label="Before and after, figures"
      >
        {HALVES.map((rows) => (
          <Half key={rows[0]!.name} rows={rows} pair={pair} />
        ))}
      </div>
    </>
  );
}

function Half({ rows, pair }: { readonly rows: readonly FigureRow[]; readonly pair: BeforeAfterPair }) {
  const { before, after } = pair;
  return (
    <table className="w-full self-start text-left text-sm tabular-nums">
      <thead>
        <tr className="text-muted">
          <th scope="col" className="py-1 pr-4 font-normal">
            Per hour of workload time
          </th>
          {[before, after].map(({ strategy }, i) => (
            <th key={strategy} scope="col" className="py-1 pr-4 font-normal whitespace-nowrap">
              <span className="inline-flex items-center gap-1.5">
                <Swatch identity={STRATEGY_IDENTITY[strategy]} />
                {i === 0 ? 'Before' : 'Now'}: {strategy}
              </span>
            </th>
          ))}
          <th scope="col" className="py-1 font-normal">
            Change
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name} className="border-t border-line">
            <th scope="row" className="py-0.5 pr-4 font-normal whitespace-nowrap">
              {row.label}
            </th>
            <td className="py-0.5 pr-4 text-muted">
              <FigureValue name={row.name} figure={row.read(before.figures)} format={row.format} />
            </td>
            <td className="py-0.5 pr-4">
              <FigureValue name={row.name} figure={row.read(after.figures)} format={row.format} />
            </td>
            <td className="py-0.5">{describeChange(row, pair)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function describeChange({ read }: FigureRow, { before, after }: BeforeAfterPair): string {
  const [from, to] = [valueOf(read(before.figures)), valueOf(read(after.figures))];
  if (from === null || to === null) return DASH;
  if (from === 0) return to === 0 ? 'same' : DASH;
  return Math.abs(to / from - 1) < 0.005 ? 'same' : formatChange(to / from);
}
