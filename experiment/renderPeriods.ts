import {
  describeChange,
  describeChanges,
  describeLoad,
  describePeriod,
  type PeriodPair,
} from '../domain/describeChanges.ts';
import type { Figure } from '../domain/figure.ts';
import { FIGURE_ROWS } from '../domain/figureRows.ts';
import { formatSeconds } from '../domain/format.ts';
import { explainMark } from '../domain/marks.ts';
import type { MeasuredPeriod } from '../domain/periods.ts';
import { escapeHtml, renderPage, renderTable } from './htmlPage.ts';

const METHOD =
  'Figures are totals over the whole checkpoint cycles of each period; the first cycle after its mark is left out. "Per hour" ' +
  'is per hour of workload time. A change has a 99 % interval from the totals of blocks of two cycles (Student’s t, Welch); ' +
  'below three blocks a side nothing is judged. The load of a live system is not controlled.';

export interface PeriodsReport extends PeriodPair {
  /** The watched server; null: the pipeline's own. */
  readonly server: string | null;
  readonly at: number;
}

/** Two periods as one file: see renderPage. */
export function renderPeriods({ server, at, ...pair }: PeriodsReport): string {
  const { before, after, changes } = pair;
  const of = server === null ? '' : `${server}: `;
  const rows = FIGURE_ROWS.filter(
    ({ read }) => read(before.figures) !== null || read(after.figures) !== null,
  ).map(({ key, label, read, format }) => {
    const change = changes[key];
    return [
      label,
      formatFigure(read(before.figures), format),
      formatFigure(read(after.figures), format),
      change === undefined ? '–' : describeChange(change),
    ];
  });
  return renderPage(
    `${of}${describePeriod(after)} against ${describePeriod(before)}`,
    `<p><strong>${escapeHtml(describeChanges(pair))}</strong> ${escapeHtml(describeLoad(changes))}</p>
<ul>
<li>Before: ${escapeHtml(describeSpan(before))}</li>
<li>After: ${escapeHtml(describeSpan(after))}</li>
</ul>
${renderTable(['', 'Before', 'After', 'Change'], rows)}
<p>${escapeHtml(METHOD)}</p>
<p>Written by Breakwater, ${formatTime(at)}.</p>`,
  );
}

function describeSpan(period: MeasuredPeriod): string {
  const { from, to, mark, figures } = period;
  const window = windowOf(figures.walBytesPerHour) ?? windowOf(figures.writesPerHour);
  const begin = from === 0 ? 'up to' : `${formatTime(from)} to`;
  const counted =
    window === null
      ? 'no whole cycles'
      : `counted from ${formatTime(window.from)}, ${formatSeconds(Math.round((window.to - window.from) / 1_000))}`;
  const why = mark === null ? '' : ` It begins with a mark: ${explainMark(mark)}.`;
  return `${describePeriod(period)}, ${begin} ${formatTime(to)}; ${counted}.${why}`;
}

const windowOf = (figure: Figure) => (figure !== null && 'window' in figure ? figure.window : null);

const formatTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

function formatFigure(figure: Figure, format: (value: number) => string): string {
  if (figure === null) return '–';
  return 'value' in figure ? format(figure.value) : 'not enough cycles';
}
