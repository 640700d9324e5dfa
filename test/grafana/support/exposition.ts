/** Samples of a /metrics text by series, labels in order. */
export function readSamples(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ');
      const [, name, labels = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(line.slice(0, space))!;
      const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(
        ([, label, value]) => [label!, value!] as const,
      );
      return [nameSeries(name!, Object.fromEntries(pairs)), Number(line.slice(space + 1))];
    }),
  );
}

/** Prometheus 3 writes bounds of buckets as 1.0, the worker and Prometheus 2 as 1. */
export function nameSeries(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) =>
    label === 'le' && value !== '+Inf' ? `${label}=${Number(value)}` : `${label}=${value}`,
  );
  return `${name}{${pairs.sort().join(',')}}`;
}
