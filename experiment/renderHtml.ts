import { formatBytes, formatCount } from '../domain/format.ts';
import type { ExperimentResult, Moment } from '../domain/experiment.ts';
import { escapeHtml, renderPage, renderTable } from './htmlPage.ts';
import { describePlan, describeRows, METHOD } from '../domain/describeExperiment.ts';

/** Distinguishable without colours too: by dashes. */
const STROKES = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9'];
const DASHES = ['', '6 3', '2 3', '8 3 2 3', '1 4'];
const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [640, 220, 70, 24, 8];

const CHARTS = [
  { title: 'WAL since the first measured cycle began', read: (m: Moment) => m.walBytes, format: formatBytes },
  { title: 'Pages written by checkpoints', read: (m: Moment) => m.checkpointBuffers, format: formatCount },
  { title: 'Write statements', read: (m: Moment) => m.statements, format: formatCount },
  { title: 'Rows that wait in the buffer', read: (m: Moment) => m.bufferedRows, format: formatCount },
] as const;

/** The result as one file: see renderPage. */
export function renderHtml(result: ExperimentResult): string {
  const names = result.arms.map(({ name }) => name);
  const table = renderTable(
    ['', ...names],
    describeRows(result).map(({ label, cells }) => [label, ...cells]),
  );
  return renderPage(
    names.join(' against '),
    `<p>${escapeHtml(describePlan(result))}.</p>
<p><strong>Verdict.</strong> ${escapeHtml(result.verdict)}.</p>
${table}
<p>${escapeHtml(METHOD)}</p>
${CHARTS.map((chart) => renderChart(result, chart)).join('\n')}`,
  );
}

/** One line per run, its arm's colour and dashes; t = 0 is the start of the first measured cycle. */
function renderChart(result: ExperimentResult, { title, read, format }: (typeof CHARTS)[number]): string {
  const points = result.runs.flatMap(({ moments }) => moments);
  const mostSecond = Math.max(1, ...points.map(({ second }) => second));
  const most = Math.max(1, ...points.map(read));
  const x = (second: number): number => LEFT + (second / mostSecond) * (WIDTH - LEFT - 8);
  const y = (value: number): number => TOP + (1 - value / most) * (HEIGHT - BOTTOM - TOP);
  const lines = result.runs.map(({ arm, moments }) => {
    const path = moments.map((m) => `${x(m.second).toFixed(1)},${y(read(m)).toFixed(1)}`).join(' ');
    return `<polyline points="${path}" fill="none" stroke="${STROKES[arm % STROKES.length]}" stroke-width="1.8" stroke-dasharray="${DASHES[arm % DASHES.length]}"/>`;
  });
  const ticks = [0, 0.5, 1].flatMap((share) => [
    `<line x1="${LEFT}" x2="${WIDTH - 8}" y1="${y(share * most)}" y2="${y(share * most)}" stroke="#8884"/>`,
    `<text x="${LEFT - 6}" y="${y(share * most) + 4}" text-anchor="end">${escapeHtml(format(share * most))}</text>`,
    `<text x="${x(share * mostSecond)}" y="${HEIGHT - 6}" text-anchor="middle">${Math.round(share * mostSecond)} s</text>`,
  ]);
  const legend = result.arms
    .map(({ name, index }) => {
      const stroke = `stroke="${STROKES[index % STROKES.length]}" stroke-width="2" stroke-dasharray="${DASHES[index % DASHES.length]}"`;
      return `<svg width="28" height="8" role="presentation"><line x1="0" x2="28" y1="4" y2="4" ${stroke}/></svg> ${escapeHtml(name)}`;
    })
    .join(' &nbsp; ');
  return `<figure><figcaption>${escapeHtml(title)}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" role="img" aria-label="${escapeHtml(title)}">${ticks.join('')}${lines.join('')}</svg>
<div>${legend}</div></figure>`;
}
