import { pino } from 'pino';
import { parseConfig } from '../../worker/config/index.ts';
import { type RunningWorker, startWorker } from '../../worker/index.ts';
import { createTestDatabases, type TestDatabases } from './databases.ts';

export interface WorkerRig {
  readonly databases: TestDatabases;
  /** Starts a whole worker on the rig's servers. */
  start(variables: Readonly<Record<string, string>>): Promise<RunningWorker>;
  readMetric(worker: RunningWorker, line: RegExp): Promise<number>;
  stop(): Promise<void>;
}

export async function createWorkerRig({
  redisUrl: own,
}: { readonly redisUrl?: string } = {}): Promise<WorkerRig> {
  const databases = await createTestDatabases(own);
  const workers: RunningWorker[] = [];
  const logger = pino({ level: 'silent' });
  return {
    databases,
    start: async (variables) => {
      const config = parseConfig({ METRICS_PORT: '0', ...variables });
      const { databaseUrl, redisUrl } = databases;
      const signal = new AbortController().signal;
      const worker = await startWorker(
        { config: { ...config, databaseUrl, redisUrl }, logger, version: 'test' },
        signal,
      );
      workers.push(worker);
      return worker;
    },
    readMetric: async (worker, line) => {
      const text = await (await fetch(`http://127.0.0.1:${worker.metricsPort}/metrics`)).text();
      const found = text.split('\n').filter((candidate) => line.test(candidate));
      return found.reduce((sum, each) => sum + Number(each.slice(each.lastIndexOf(' '))), 0);
    },
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await databases.drop();
    },
  };
}
