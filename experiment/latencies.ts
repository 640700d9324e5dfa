import { WRITE_KINDS } from '../domain/writeKinds.ts';
import { LatencyCounter } from './LatencyCounter.ts';
import { type MetricSamples, readHistogram } from './metricsText.ts';
import type { RunResult } from '../domain/experiment.ts';

/** Write statements apart by whether a checkpoint ran between two polls; stretches with an edge in them count as inside. */
export class WriteLatency {
  private readonly inside = new LatencyCounter();
  private readonly outside = new LatencyCounter();
  private before: MetricSamples;
  private ranBefore: boolean;

  constructor(before: MetricSamples, ranBefore: boolean) {
    this.before = before;
    this.ranBefore = ranBefore;
  }

  /** `runs`: whether a checkpoint runs now. */
  look(after: MetricSamples, runs: boolean): void {
    const name = 'breakwater_db_write_duration_seconds';
    const counter = runs || this.ranBefore ? this.inside : this.outside;
    counter.add(readHistogram(this.before, name), readHistogram(after, name));
    this.before = after;
    this.ranBefore = runs;
  }

  read(): Pick<RunResult, 'writeInsideCheckpoint' | 'writeOutsideCheckpoint'> {
    return { writeInsideCheckpoint: this.inside.read(), writeOutsideCheckpoint: this.outside.read() };
  }
}

/** From acceptance to commit, by kind of data. */
export function readDataLatency(before: MetricSamples, after: MetricSamples): RunResult['dataLatency'] {
  const name = 'breakwater_data_latency_seconds';
  const latencies = WRITE_KINDS.map((kind) => {
    const counter = new LatencyCounter();
    counter.add(readHistogram(before, name, { kind }), readHistogram(after, name, { kind }));
    return [kind, counter.read()] as const;
  });
  return Object.fromEntries(latencies.filter(([, { count }]) => count > 0));
}
