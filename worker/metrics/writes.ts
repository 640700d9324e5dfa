import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { WRITE_KINDS } from '../../domain/writeKinds.ts';
import { METRIC } from '../../domain/metricNames.ts';

const WRITE_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const LATENCY_SECONDS = [0.001, 0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 20, 30, 33, 45, 60, 120, 300, 330, 600];

/** The worker's writes to PostgreSQL, counted where they are issued. */
export function createWriteMetrics(registry: Registry, readWritesPerHour: () => number) {
  const registers = [registry];
  new Gauge({
    name: METRIC.writesPerHour,
    help: 'Write statements per hour of workload time, over whole sync intervals of the last such hour since the strategy is steady, without what a switch drains. Before the first whole interval, over the time there is; 0 while a switch drains.',
    registers,
    collect() {
      this.set(readWritesPerHour());
    },
  });
  const latency = new Histogram({
    name: METRIC.dataLatency,
    help: 'Wall time from the acceptance of a value to its commit in PostgreSQL.',
    labelNames: ['kind'],
    buckets: LATENCY_SECONDS,
    registers,
  });
  for (const kind of WRITE_KINDS) latency.zero({ kind });
  return {
    latency,
    statements: new Counter({
      name: METRIC.statements,
      help: 'Write statements issued (reads, BEGIN and COMMIT, migrations and loading excluded).',
      labelNames: ['component', 'kind', 'op', 'strategy', 'outcome'],
      registers,
    }),
    rows: new Counter({
      name: METRIC.rowsWritten,
      help: 'Rows written; kind price counts rows of the price history.',
      labelNames: ['component', 'kind', 'op', 'strategy'],
      registers,
    }),
    duration: new Histogram({
      name: METRIC.writeDuration,
      help: 'Wall time of a write statement, the round trip included.',
      labelNames: ['component', 'op'],
      buckets: WRITE_SECONDS,
      registers,
    }),
  };
}
