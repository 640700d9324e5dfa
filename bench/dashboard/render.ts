import type { FeedMeasurement, Quantiles } from './measureFeed.ts';
import type { DrawingMeasurement, LiveMeasurement } from './measurePage.ts';
import type { OpeningMeasurement } from './watchPage.ts';

export interface PageMeasurement {
  readonly opening: readonly OpeningMeasurement[];
  readonly drawing: DrawingMeasurement;
  readonly live: LiveMeasurement;
}

export function renderFeed(strategy: string, measured: readonly FeedMeasurement[]): string {
  const cells = ({ p50Ms, p99Ms, mostMs }: Quantiles): string =>
    [p50Ms, p99Ms, mostMs].map((ms) => ms.toFixed(1)).join(' | ');
  return [
    `The feed under ${strategy}, ${measured[0]?.requests} requests each, ms:`,
    '',
    '| order | p50 | p99 | most | SQL only: p50 | p99 | most |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...measured.map(({ sort, http, sql }) => `| ${sort} | ${cells(http)} | ${cells(sql)} |`),
    '',
  ].join('\n');
}

export function renderPage({ opening, drawing, live }: PageMeasurement): string {
  const span = (values: readonly number[]): string =>
    `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)} ms`;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return [
    `The overview with 24 hours of history (n = ${opening.length}):`,
    `- first paint after ${span(opening.map(({ firstPaintMs }) => firstPaintMs))}`,
    `- interactive after ${span(opening.map(({ interactiveMs }) => interactiveMs))}`,
    `- charts of two hours drawn ${drawing.medianMs.toFixed(0)} ms after their data (median of ${drawing.times}, most ${drawing.mostMs.toFixed(0)} ms)`,
    `- live for ${live.minutes} min: the page takes ${percent(live.pageCpuShare)} of a core (the whole browser ${percent(live.browserCpuShare)})`,
    `- heap by minute: ${live.heapMb.map((mb) => mb.toFixed(1)).join(', ')} MB`,
    '',
  ].join('\n');
}
