import { readdirSync } from 'node:fs';
import { SETTINGS_KEY } from '../../redis/keys.ts';
import { METRIC } from '../../domain/metricNames.ts';
import type { StrategyName } from '../../domain/strategies.ts';
import { ChaosServers } from '../chaos/ChaosServers.ts';
import { type MetricSamples, parseMetrics, sumOf } from '../../experiment/metricsText.ts';
import { type ExperimentWorker, readProcess, startExperimentWorker } from '../../experiment/workerProcess.ts';
import type { Sample } from './types.ts';

/** Servers and a worker under the preset `incident`, as `npm start` runs them, that are watched and hurt for long. */
export class System {
  readonly servers: ChaosServers;
  readonly worker: ExperimentWorker;
  strategy: StrategyName;

  private constructor(servers: ChaosServers, worker: ExperimentWorker, strategy: StrategyName) {
    this.servers = servers;
    this.worker = worker;
    this.strategy = strategy;
  }

  /** In `dir`, which is kept; undefined: in one that goes. */
  static async start(strategy: StrategyName, dir?: string): Promise<System> {
    const servers = await ChaosServers.start({
      fsync: 'always',
      canBreakMachine: false,
      ...(dir === undefined ? {} : { dir }),
    });
    try {
      const worker = await startExperimentWorker({
        ...servers.variables,
        PRESET: 'incident',
        TIME_SCALE: '10',
        STRATEGY: strategy,
        METRICS_PORT: '0',
      });
      return new System(servers, worker, strategy);
    } catch (error: unknown) {
      await servers.stop();
      throw error;
    }
  }

  async switchTo(strategy: StrategyName): Promise<void> {
    await this.servers.askRedis((redis) => redis.hset(SETTINGS_KEY, 'strategy', strategy));
    this.strategy = strategy;
  }

  /** 200 while every part works. */
  async readReadiness(): Promise<number> {
    return (await fetch(new URL('/readyz', this.worker.metricsUrl))).status;
  }

  async readMetrics(): Promise<MetricSamples> {
    return parseMetrics(await (await fetch(this.worker.metricsUrl)).text());
  }

  /** @throws while a server is away. */
  async sample(minute: number): Promise<Sample> {
    const metrics = await this.readMetrics();
    const info = await this.servers.askRedis((redis) => redis.info());
    const database = await this.servers.askPostgres((client) =>
      client.query<{ connections: number; table_bytes: string; market_bytes: string }>(
        `select (select count(*)::integer from pg_stat_activity where backend_type = 'client backend') as connections,
           pg_total_relation_size('token_discovery') as table_bytes,
           pg_total_relation_size('token_market') + pg_total_relation_size('tracked_token') as market_bytes`,
      ),
    );
    const row = database.rows[0]!;
    return {
      minute,
      strategy: this.strategy,
      workerBytes: readProcess(this.worker.pid)?.rssBytes ?? 0,
      workerFiles: readdirSync(`/proc/${this.worker.pid}/fd`).length,
      redisBytes: readInfo(info, 'used_memory'),
      redisClients: readInfo(info, 'connected_clients'),
      postgresConnections: row.connections,
      tableBytes: Number(row.table_bytes),
      marketBytes: Number(row.market_bytes),
      bufferEntries: sumOf(metrics, METRIC.bufferEntries),
      ledgerImbalance: sumOf(metrics, METRIC.bufferImbalance),
    };
  }

  async stop(): Promise<void> {
    await this.worker.stop();
    await this.servers.stop();
  }
}

function readInfo(info: string, name: string): number {
  return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
}
