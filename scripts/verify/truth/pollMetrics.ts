import { addAll } from './pollPostgres.ts';
import type { Series } from './Series.ts';

const TIMEOUT_MS = 1_000;
const LINE = /^([a-zA-Z_:][\w:]*(?:\{[^}]*\})?) (\S+)$/gm;

export interface MetricsReferee {
  /** By name and labels as the worker prints them. */
  readonly series: ReadonlyMap<string, Series>;
  readonly poll: () => Promise<void>;
}

export function createMetricsReferee(url: string): MetricsReferee {
  const series = new Map<string, Series>();
  return {
    series,
    poll: async () => {
      const sentAt = Date.now();
      const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      const text = await answer.text();
      addAll(series, (sentAt + Date.now()) / 2, parseMetrics(text));
    },
  };
}

export const parseMetrics = (text: string): Record<string, number> =>
  Object.fromEntries([...text.matchAll(LINE)].map(([, name, value]) => [name!, Number(value)]));
