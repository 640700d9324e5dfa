import { type ListedCheckpoint, settingsOf } from '../../../domain/checkpoints.ts';
import { plotWidth, type TimeWindow } from '../../_components/overview/charts/geometry.ts';
import type { ChartHistory } from '../../_components/overview/useChartHistory.ts';

/** A bar needs room. */
const PIXELS_PER_BUCKET = 4;
/** A window that is narrower shows less than its axis can name. */
const MIN_MS = 60_000;

/** Records of a log as charts take them; there are no samples but of the settings. */
export function createLoggedHistory(
  records: readonly ListedCheckpoint[],
  { width, zoom }: { readonly width: number; readonly zoom: TimeWindow | null },
): ChartHistory {
  const from = Math.min(...records.map(({ startedAt }) => startedAt));
  const to = Math.max(...records.map(({ endedAt }) => endedAt));
  const whole = { from, to: Math.max(to, from + MIN_MS) };
  const shown = zoom ?? whole;
  const buckets = Math.max(1, Math.floor(plotWidth(width) / PIXELS_PER_BUCKET));
  const widthMs = Math.max(1_000, Math.ceil((shown.to - shown.from) / buckets / 1_000) * 1_000);
  const window = {
    from: Math.floor(shown.from / widthMs) * widthMs,
    to: Math.ceil(shown.to / widthMs) * widthMs,
  };
  return {
    samples: createSamples(records, { window, widthMs }),
    timeScale: 1,
    widthMs,
    window,
    now: window.to,
    beginsAt: null,
    events: { checkpoints: records, syncs: [], marks: [] },
    leftOut: [],
    loading: false,
  };
}

/** c·T is a line over the whole of a log that determines it. */
function createSamples(
  records: readonly ListedCheckpoint[],
  { window, widthMs }: { readonly window: TimeWindow; readonly widthMs: number },
): ChartHistory['samples'] {
  const settings = records[0] === undefined ? null : settingsOf(records[0]);
  if (settings === null) return [];
  const count = Math.round((window.to - window.from) / widthMs) + 1;
  return Array.from({ length: count }, (_, bucket) => ({
    at: window.from + bucket * widthMs,
    values: { ...settings },
  }));
}
