/** The samples of /metrics: each by its name, with its labels. */
export type MetricSamples = ReadonlyMap<string, readonly MetricSample[]>;

export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLE = /^(\w+)(?:\{(.*)\})? (\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export function parseMetrics(text: string): MetricSamples {
  const samples = new Map<string, MetricSample[]>();
  for (const line of text.split('\n')) {
    const [, name, labels, value] = SAMPLE.exec(line) ?? [];
    if (name === undefined) continue;
    const all = samples.get(name) ?? [];
    all.push({
      labels: Object.fromEntries([...(labels ?? '').matchAll(LABEL)].map(([, key, text_]) => [key, text_])),
      value: Number(value),
    });
    samples.set(name, all);
  }
  return samples;
}

/** The sum over all label values; 0 where there is no such sample. */
export function sumOf(samples: MetricSamples, name: string): number {
  return (samples.get(name) ?? []).reduce((sum, { value }) => sum + value, 0);
}

/** Cumulative counts by upper bound, summed over the other labels. */
export type Histogram = ReadonlyMap<number, number>;

export interface HistogramSums {
  readonly buckets: Histogram;
  readonly sum: number;
}

export function readHistogram(
  samples: MetricSamples,
  name: string,
  wanted: Readonly<Record<string, string>> = {},
): HistogramSums {
  const matches = ({ labels }: MetricSample): boolean =>
    Object.entries(wanted).every(([key, value]) => labels[key] === value);
  const buckets = new Map<number, number>();
  for (const sample of (samples.get(`${name}_bucket`) ?? []).filter(matches)) {
    const bound = sample.labels['le'] === '+Inf' ? Infinity : Number(sample.labels['le']);
    buckets.set(bound, (buckets.get(bound) ?? 0) + sample.value);
  }
  const sum = (samples.get(`${name}_sum`) ?? []).filter(matches).reduce((all, { value }) => all + value, 0);
  return { buckets, sum };
}
