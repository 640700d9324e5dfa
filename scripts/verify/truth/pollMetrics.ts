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
      const text = await readText(url);
      if (text === null) return;
      const values = parseMetrics(text);
      addAll(series, (sentAt + Date.now()) / 2, { ...values, ...sumStatements(values) });
    },
  };
}

/** Null where nobody answers: a worker is frozen on purpose. */
const readText = (url: string): Promise<string | null> =>
  fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    .then((answer) => answer.text())
    .catch(() => null);

export const parseMetrics = (text: string): Record<string, number> =>
  Object.fromEntries([...text.matchAll(LINE)].map(([, name, value]) => [name!, Number(value)]));

/** Statements of a component, whatever it wrote, as `statements COMPONENT`; failed ones are no writes. */
function sumStatements(values: Readonly<Record<string, number>>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, value] of Object.entries(values)) {
    const component = /^breakwater_db_statements_total\{component="([^"]+)"/.exec(name)?.[1];
    if (component === undefined || name.includes('outcome="failed"')) continue;
    const key = `statements ${component}`;
    sums[key] = (sums[key] ?? 0) + value;
  }
  return sums;
}
