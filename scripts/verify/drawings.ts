import { formatCount } from '../../domain/format.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectDistinctPages, expectDistinctPagesZipf } from '../../model/distinctPages.ts';
import { estimateFullPageImages, estimateWalBytes, expectImageBytes } from '../../model/fullPageImages.ts';
import { kneeBuffers, plateauSeconds, predictWriteSeconds, replayWriteSeconds } from '../../model/pacing.ts';
import { walTriggerBytes } from '../../model/walTrigger.ts';
import { projectDir } from '../../machine/projectDir.ts';
import { say } from '../command/terminal.ts';

/** The pictures of docs/checkpoints.md, drawn from the model's own functions. */

/** Okabe-Ito, which stays apart for the colour-blind; lines differ in dashes too. */
const BLUE = '#0072B2';
const VERMILLION = '#D55E00';
const GREEN = '#009E73';
const BLACK = '#000000';
const FAINT = '#57606a';

const SOLID = '';
const DASHED = '9 4';
const DOTTED = '3 3';

const WIDTH = 760;
const LEFT = 70;
const PLOT_WIDTH = WIDTH - LEFT - 34;
const MIB = 1024 ** 2;

/** The incident's server: PostgreSQL's defaults. */
const PACING = { checkpointTimeoutSeconds: 300, completionTarget: 0.9 };
const WAL = { maxWalSizeBytes: 1024 * MIB, segmentBytes: 16 * MIB, completionTarget: 0.9 };

type Point = readonly [x: number, y: number];
type Anchor = 'start' | 'middle' | 'end';

/** A plot: its place in the picture, in pixels, and the ranges of its two axes. */
interface Plot {
  readonly top: number;
  readonly height: number;
  readonly x: Point;
  readonly y: Point;
}

const place = (plot: Plot, [x, y]: Point): Point => [
  LEFT + ((x - plot.x[0]) / (plot.x[1] - plot.x[0])) * PLOT_WIDTH,
  plot.top + plot.height - ((y - plot.y[0]) / (plot.y[1] - plot.y[0])) * plot.height,
];
const round = (value: number): string => String(Math.round(value * 10) / 10);
const formatShare = (share: number): string => `${Math.round(share * 100)} %`;

function sample([from, to]: Point, f: (x: number) => number): Point[] {
  const steps = 150;
  const at = (step: number): number => from + ((to - from) * step) / steps;
  return Array.from({ length: steps + 1 }, (_, step): Point => [at(step), f(at(step))]);
}

function drawLine(plot: Plot, points: readonly Point[], color: string, dash: string): string {
  const path = points.map((point) => place(plot, point).map(round).join(' ')).join(' L');
  return `<path d="M${path}" fill="none" stroke="${color}" stroke-width="2.5" stroke-dasharray="${dash || 'none'}"/>`;
}

function drawGuide(plot: Plot, from: Point, to: Point): string {
  const [start, end] = [from, to].map((point) => place(plot, point).map(round).join(' '));
  return `<path d="M${start} L${end}" stroke="${FAINT}" stroke-dasharray="2 4"/>`;
}

function drawDot(plot: Plot, point: Point, color: string): string {
  const [x, y] = place(plot, point).map(round);
  return `<circle cx="${x}" cy="${y}" r="5" fill="${color}" stroke="#fff" stroke-width="1.5"/>`;
}

/** The white rim keeps text readable where it crosses a line. */
function drawText([x, y]: Point, text: string, look: string): string {
  const rim = 'paint-order="stroke" stroke="#fff" stroke-width="4" stroke-linejoin="round"';
  return `<text x="${round(x)}" y="${round(y)}" ${rim} ${look}>${text}</text>`;
}

const faint = (anchor: Anchor = 'start'): string => `fill="${FAINT}" font-size="12" text-anchor="${anchor}"`;
const bold = (color: string, anchor: Anchor = 'start'): string =>
  `fill="${color}" font-size="13" font-weight="600" text-anchor="${anchor}"`;

const label = (plot: Plot, at: Point, text: string, look: string): string =>
  drawText(place(plot, at), text, look);

interface Axes {
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly formatY: (value: number) => string;
}

function drawAxes(plot: Plot, axes: Axes): string {
  const bottom = plot.top + plot.height;
  const rows = axes.yTicks.map((tick) => {
    const y = place(plot, [plot.x[0], tick])[1];
    const color = tick === 0 ? FAINT : '#d0d7de';
    const line = `<path d="M${LEFT} ${round(y)} h${PLOT_WIDTH}" stroke="${color}"/>`;
    return line + drawText([LEFT - 8, y + 4], axes.formatY(tick), faint('end'));
  });
  const columns = axes.xTicks.map((tick) =>
    drawText([place(plot, [tick, 0])[0], bottom + 18], formatCount(tick), faint('middle')),
  );
  const xTitle = drawText([LEFT + PLOT_WIDTH, bottom + 38], axes.xTitle, faint('end'));
  return [...rows, ...columns, xTitle, drawText([LEFT, plot.top - 12], axes.yTitle, faint())].join('\n');
}

/** A picture on a card of its own, so that it reads on any background. */
function drawCard(height: number, title: string, parts: readonly string[]): string {
  const fonts = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";
  const size = `width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`;
  const box = `width="${WIDTH - 1}" height="${height - 1}" rx="10" fill="#fff" stroke="#d0d7de"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" font-family="${fonts}">`,
    `<title>${title}</title>`,
    `<rect x="0.5" y="0.5" ${box}/>`,
    drawText([24, 32], title, 'font-size="16" font-weight="600"'),
    ...parts,
    '</svg>\n',
  ].join('\n');
}

/** Write seconds against dirty pages, with the incident's three checkpoints on the line. */
function drawWriteSeconds(): string {
  const plot: Plot = { top: 76, height: 270, x: [0, 12_000], y: [0, 300] };
  const knee = kneeBuffers(PACING);
  const plateau = plateauSeconds(PACING);
  const rule = [0, knee, plot.x[1]].map((buffers): Point => [buffers, predictWriteSeconds(buffers, PACING)]);
  const orange = bold(VERMILLION);
  return drawCard(400, 'Write time of a checkpoint: a rule, not the disk', [
    drawAxes(plot, {
      xTicks: [0, 2000, 4000, 6000, 8000, 10_000, 12_000],
      yTicks: [0, 50, 100, 150, 200, 250, 300],
      xTitle: 'dirty pages when the checkpoint starts',
      yTitle: 'write time, s',
      formatY: formatCount,
    }),
    drawGuide(plot, [knee, 0], [knee, plateau]),
    drawLine(plot, rule, BLUE, SOLID),
    label(plot, [1250, 98], '0.1 s a page', bold(BLUE)),
    label(plot, [6000, plateau + 10], `plateau: 0.9 × 300 s = ${plateau} s`, bold(BLUE, 'middle')),
    label(plot, [knee + 100, 8], `knee: ${formatCount(knee)} pages (21 MB)`, faint()),
    drawDot(plot, [314, 31.324], VERMILLION),
    label(plot, [520, 26], '314 pages, 31.324 s', orange),
    drawDot(plot, [1770, 177.234], VERMILLION),
    label(plot, [1990, 172], '1,770 pages, 177.234 s', orange),
    drawDot(plot, [10_113, 269.86], VERMILLION),
    label(plot, [10_113, 240], '10,113 pages, 269.860 s', bold(VERMILLION, 'middle')),
    label(plot, [12_000, 60], 'orange: three lines of the incident’s log', faint('end')),
  ]);
}

/** The WAL trigger's share after t seconds of uniform updates, each a commit, images included. */
function walShareAfter(seconds: number, load: { updatesPerSecond: number; pages: number }): number {
  const updates = load.updatesPerSecond * seconds;
  const distinctPages = expectDistinctPages({ updates, pages: load.pages });
  const walBytes = estimateWalBytes({
    fullPageImages: estimateFullPageImages({ distinctPages, fullPageWrites: true }),
    bytesPerImage: expectImageBytes({ holeBytes: 700 }),
    changes: updates,
    bytesPerChange: 150,
    commits: updates,
    bytesPerCommit: 40,
  });
  return walBytes / walTriggerBytes(WAL).mostBytes;
}

/** From redo to redo: what starts the next checkpoint above, how the running one writes below. */
function drawCycle(): string {
  const timeout = PACING.checkpointTimeoutSeconds;
  const race: Plot = { top: 84, height: 170, x: [0, 320], y: [0, 1.1] };
  const writes: Plot = { top: 326, height: 130, x: [0, 320], y: [0, 1] };
  const calm = sample([0, timeout], (t) => walShareAfter(t, { updatesPerSecond: 67, pages: 10_000 }));
  const busy = sample([0, timeout], (t) => walShareAfter(t, { updatesPerSecond: 800, pages: 80_000 }));
  const untilTrigger = busy.filter(([, share]) => share <= 1);
  const trigger: Point = [untilTrigger.at(-1)?.[0] ?? 0, 1];
  const ticks = { xTicks: [0, 60, 120, 180, 240, 300], yTicks: [0, 0.5, 1], formatY: formatShare };
  const yTitle = 'share of the limit: the first line to reach 100 % starts the next checkpoint';
  const drawProgress = (buffers: number, dash: string): string => {
    const end: Point = [replayWriteSeconds({ buffers, settings: PACING }), 1];
    return drawLine(writes, [[0, 0], end], BLACK, dash) + drawDot(writes, end, BLACK);
  };
  return drawCard(512, 'One cycle, from redo to redo', [
    drawAxes(race, { ...ticks, xTitle: '', yTitle }),
    drawLine(
      race,
      [
        [0, 0],
        [timeout, 1],
      ],
      BLUE,
      SOLID,
    ),
    drawLine(race, [...untilTrigger, trigger], VERMILLION, DASHED),
    drawLine(race, calm, GREEN, DOTTED),
    drawDot(race, [timeout, 1], BLUE),
    drawDot(race, trigger, VERMILLION),
    label(race, [timeout, 0.72], `time: ${timeout} s`, bold(BLUE, 'end')),
    label(race, [trigger[0] - 8, 1.02], `WAL, busy: ${Math.round(trigger[0])} s`, bold(VERMILLION, 'end')),
    label(race, [timeout, 0.2], 'WAL, calm: time wins', bold(GREEN, 'end')),
    drawAxes(writes, {
      ...ticks,
      xTitle: 'seconds since redo',
      yTitle: 'pages written of those that were dirty at redo',
    }),
    drawGuide(writes, [timeout, 0], [timeout, 1]),
    label(writes, [timeout - 4, 0.06], 'next redo', faint('end')),
    drawProgress(314, DOTTED),
    drawProgress(1770, DASHED),
    drawProgress(10_113, SOLID),
    label(writes, [30, 0.72], '314 pages', bold(BLACK)),
    label(writes, [142, 0.88], '1,770 pages', bold(BLACK, 'end')),
    label(writes, [160, 0.36], '10,113 pages: 270 s, as planned', bold(BLACK)),
  ]);
}

/** Distinct pages, and so full-page images, against updates in a cycle. */
function drawDistinctPages(): string {
  const plot: Plot = { top: 76, height: 280, x: [0, 40_000], y: [0, 12_000] };
  const layout = { rows: 300_000, rowsPerPage: 30, exponent: 1 };
  const storm = 20_000;
  const drawCurve = (name: string, color: string, dash: string, f: (updates: number) => number): string =>
    [
      drawLine(plot, sample(plot.x, f), color, dash),
      drawDot(plot, [storm, f(storm)], color),
      label(plot, [storm - 500, f(storm) + 350], formatCount(f(storm)), bold(color, 'end')),
      label(plot, [30_000, f(30_000) - 1300], name, bold(color, 'middle')),
    ].join('\n');
  return drawCard(412, 'Distinct pages in a cycle: what is written, and imaged in WAL', [
    drawAxes(plot, {
      xTicks: [0, 10_000, 20_000, 30_000, 40_000],
      yTicks: [0, 2000, 4000, 6000, 8000, 10_000],
      xTitle: 'updates between two redo points (300,000 rows, 30 on a page)',
      yTitle: 'distinct pages = full-page images',
      formatY: formatCount,
    }),
    drawGuide(plot, [0, 0], [plot.y[1], plot.y[1]]),
    label(plot, [11_900, 11_000], 'a page for each update', faint()),
    drawGuide(plot, [storm, 0], [storm, 10_000]),
    label(plot, [storm + 300, 250], 'a cycle of 20,000 updates', faint()),
    drawCurve('uniform', VERMILLION, SOLID, (updates) => expectDistinctPages({ updates, pages: 10_000 })),
    drawCurve('Zipf, hot rows scattered', BLUE, DASHED, (updates) =>
      expectDistinctPagesZipf({ ...layout, updates, scattered: true }),
    ),
    drawCurve('Zipf, hot rows side by side', GREEN, DOTTED, (updates) =>
      expectDistinctPagesZipf({ ...layout, updates, scattered: false }),
    ),
  ]);
}

export function writeDrawings(): void {
  const directory = join(projectDir, 'docs', 'pictures');
  mkdirSync(directory, { recursive: true });
  for (const [name, draw] of [
    ['write-seconds.svg', drawWriteSeconds],
    ['cycle.svg', drawCycle],
    ['distinct-pages.svg', drawDistinctPages],
  ] as const) {
    const svg = draw();
    writeFileSync(join(directory, name), svg);
    say(`docs/pictures/${name}: ${(Buffer.byteLength(svg) / 1000).toFixed(1)} kB`);
  }
}
