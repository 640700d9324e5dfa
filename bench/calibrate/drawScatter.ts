import { formatNumber } from '../../domain/format.ts';
import type { JudgedRun } from './judge.ts';
import { JUDGED, type Judged } from './types.ts';

/** Okabe-Ito, as in docs/checkpoints.md; shapes differ too. */
const LOOKS = {
  direct: { color: '#D55E00', draw: (x: number, y: number): string => `<circle cx="${x}" cy="${y}" r="4"/>` },
  hybrid: {
    color: '#0072B2',
    draw: (x: number, y: number): string => `<rect x="${x - 3.5}" y="${y - 3.5}" width="7" height="7"/>`,
  },
  'hybrid-split': {
    color: '#009E73',
    draw: (x: number, y: number): string => `<path d="M${x} ${y - 5} l5 9 h-10 z"/>`,
  },
} as const;
const TITLES: Readonly<
  Record<Judged, { readonly title: string; readonly scale: number; readonly unit: string }>
> = {
  buffersWritten: { title: 'Pages of a checkpoint', scale: 1, unit: 'pages' },
  walBytes: { title: 'WAL of a cycle', scale: 1e6, unit: 'MB' },
  writeSeconds: { title: 'Write time', scale: 1, unit: 's' },
};
const FAINT = '#57606a';
const SIDE = 210;
const GAP = 62;
const LEFT = 62;
const TOP = 96;
const WIDTH = LEFT + 3 * SIDE + 2 * GAP + 24;
const HEIGHT = TOP + SIDE + 64;

/** Three plots on logarithmic axes: a point on the diagonal was predicted as it was measured. */
export function drawScatter(judged: readonly JudgedRun[]): string {
  const fonts = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";
  const title = `Predicted against measured: ${judged.length} runs that the constants do not come from`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="${fonts}">`,
    `<title>${title}</title>`,
    `<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="10" fill="#fff" stroke="#d0d7de"/>`,
    `<text x="24" y="32" font-size="16" font-weight="600">${title}</text>`,
    drawLegend(),
    ...JUDGED.map((name, index) => drawPlot(name, LEFT + index * (SIDE + GAP), judged)),
    '</svg>\n',
  ].join('\n');
}

function drawLegend(): string {
  const strategies = Object.entries(LOOKS).map(([name, { color, draw }], index) => {
    const x = 30 + index * 120;
    return `<g fill="${color}">${draw(x, 52)}</g><text x="${x + 12}" y="56" font-size="12" fill="${FAINT}">${name}</text>`;
  });
  const note = `<text x="${WIDTH - 24}" y="56" font-size="12" fill="${FAINT}" text-anchor="end">dashed: 10 % off; dotted: 30 % off</text>`;
  return [...strategies, note].join('\n');
}

function drawPlot(name: Judged, left: number, judged: readonly JudgedRun[]): string {
  const { title, scale, unit } = TITLES[name];
  const values = judged.flatMap(({ measured, predicted }) => [
    measured[name] / scale,
    predicted[name] / scale,
  ]);
  const low = Math.log10(Math.min(...values)) - 0.12;
  const high = Math.log10(Math.max(...values)) + 0.12;
  const at = (value: number): number => ((Math.log10(value) - low) / (high - low)) * SIDE;
  const x = (value: number): number => round(left + Math.min(SIDE, Math.max(0, at(value))));
  const y = (value: number): number => round(TOP + SIDE - Math.min(SIDE, Math.max(0, at(value))));
  const [least, most] = [10 ** low, 10 ** high];
  const band = (factor: number, dash: string): string =>
    `<path d="M${x(least)} ${y(least * factor)} L${x(most / Math.max(1, factor))} ${y(most * Math.min(1, factor))}" stroke="${FAINT}" stroke-dasharray="${dash}" fill="none"/>`;
  const ticks = listTicks(least, most).flatMap((tick) => [
    `<text x="${x(tick)}" y="${TOP + SIDE + 16}" font-size="11" fill="${FAINT}" text-anchor="middle">${formatTick(tick)}</text>`,
    `<text x="${left - 6}" y="${y(tick) + 4}" font-size="11" fill="${FAINT}" text-anchor="end">${formatTick(tick)}</text>`,
  ]);
  const points = judged.map(({ run, measured, predicted }) => {
    const { color, draw } = LOOKS[run.case.strategy];
    return `<g fill="${color}" fill-opacity="0.75">${draw(x(measured[name] / scale), y(predicted[name] / scale))}</g>`;
  });
  return [
    `<rect x="${left}" y="${TOP}" width="${SIDE}" height="${SIDE}" fill="none" stroke="#d0d7de"/>`,
    `<text x="${left}" y="${TOP - 10}" font-size="13" font-weight="600">${title}, ${unit}</text>`,
    band(1, 'none'),
    ...[1.1, 1 / 1.1].map((factor) => band(factor, '6 4')),
    ...[1.3, 1 / 1.3].map((factor) => band(factor, '2 4')),
    ...ticks,
    `<text x="${left + SIDE}" y="${TOP + SIDE + 36}" font-size="12" fill="${FAINT}" text-anchor="end">measured →; predicted ↑</text>`,
    ...points,
  ].join('\n');
}

/** 1, 2, 5, 10, 20, … or only powers of ten where those would crowd. */
function listTicks(least: number, most: number): number[] {
  const steps = Math.log10(most / least) > 2 ? [1] : Math.log10(most / least) > 1 ? [1, 3] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(most)); power++) {
    for (const step of steps) {
      const tick = step * 10 ** power;
      if (tick >= least && tick <= most) ticks.push(tick);
    }
  }
  return ticks;
}

const formatTick = (tick: number): string =>
  tick >= 1 ? formatNumber(tick, 3) : String(round(tick * 10) / 10);
const round = (value: number): number => Math.round(value * 10) / 10;
