import { join } from 'node:path';
import pg from 'pg';
import type { Spike } from '../../../domain/spikes.ts';
import { CheckpointObserver } from '../../../observer/CheckpointObserver.ts';
import { connectObserver } from '../../../observer/connectObserver.ts';
import { type PostgresServer, startPostgres } from '../../launch/embedded/postgres.ts';
import { Random } from '../Random.ts';
import { ForeignLoad, HOT_PAGES } from './ForeignLoad.ts';
import { SlowDisk } from './SlowDisk.ts';

/** Of the slow disk. */
export const DISK_BYTES = 4 * 1024 ** 2;
/** Pages of table `bulk`, one row each. */
const BULK_PAGES = 20_000;
const FILES = 40;
const PAGES_OF_FILE = 200;
const SEED = 24;
const SETTINGS = {
  // Only what is staged.
  checkpoint_timeout: '1h',
  max_wal_size: '3GB',
  autovacuum: 'off',
  bgwriter_lru_maxpages: '0',
  // A new segment would be written twice, and once before it is needed.
  wal_init_zero: 'off',
  shared_buffers: '512MB',
  track_io_timing: 'on',
};

/** A server on a slow disk, a load that knows nothing of us, and the observer as `npm run watch` runs it. */
export class StagedServer {
  readonly spikes: Spike[] = [];
  readonly load: ForeignLoad;
  private readonly postgres: PostgresServer;
  private readonly disk: SlowDisk;
  private readonly observer: CheckpointObserver;

  private constructor(postgres: PostgresServer, disk: SlowDisk) {
    this.postgres = postgres;
    this.disk = disk;
    this.load = new ForeignLoad(postgres.url, new Random(SEED));
    this.observer = new CheckpointObserver({
      connect: () => connectObserver(postgres.url),
      pollMs: 500,
      onRecord: () => undefined,
      onSpike: (spike) => this.spikes.push(spike),
    });
  }

  static async start(options: {
    readonly dir: string;
    readonly name: string;
    readonly installDir: string | undefined;
  }): Promise<StagedServer> {
    const { dir, name, installDir } = options;
    const disk = new SlowDisk(dir, name);
    try {
      const postgres = await startPostgres({
        dir: join(disk.dir, 'postgres'),
        wishedPort: undefined,
        logFile: join(dir, `${name}.log`),
        say: () => undefined,
        installDir,
        settings: SETTINGS,
      });
      return await StagedServer.begin(postgres, disk);
    } catch (error: unknown) {
      disk.remove();
      throw error;
    }
  }

  private static async begin(postgres: PostgresServer, disk: SlowDisk): Promise<StagedServer> {
    const server = new StagedServer(postgres, disk);
    try {
      await server.fill();
      disk.hold(postgres.child.pid!);
      await server.load.start();
      await server.observer.start();
      return server;
    } catch (error: unknown) {
      await postgres.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.disk.limit(null);
    await this.observer.stop();
    await this.load.stop();
    await this.postgres.stop();
    this.disk.remove();
  }

  get versionName(): string {
    return this.observer.view.server?.serverVersionName ?? 'unknown';
  }

  /** A session of its own, as another application would have; it ends with what it runs. */
  async run(...statements: readonly string[]): Promise<void> {
    const client = new pg.Client({ connectionString: this.postgres.url, application_name: 'staging' });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  }

  /** Null: as fast as the disk is. */
  limitDisk(bytesPerSecond: number | null): void {
    this.disk.limit(bytesPerSecond);
  }

  async change(settings: Readonly<Record<string, string>>): Promise<void> {
    const lines = Object.entries(settings).map(([name, value]) => `alter system set ${name} = '${value}'`);
    await this.run(...lines, 'select pg_reload_conf()');
  }

  /** Leaves this number of pages in shared buffers that a checkpoint is to write. */
  async dirty(pages: number): Promise<void> {
    await this.run(`update bulk set n = n + 1 where id <= ${pages}`);
  }

  async dirtyFiles(): Promise<void> {
    const statements = Array.from({ length: FILES }, (_, i) => `update file_${i} set n = n + 1`);
    await this.run(...statements);
  }

  private async fill(): Promise<void> {
    const create = (name: string, pages: number): string[] => [
      `create table ${name} (id integer primary key, n integer not null, pad text not null) with (fillfactor = 50)`,
      `alter table ${name} alter pad set storage plain`,
      `insert into ${name} select i, 0, repeat('x', 3000) from generate_series(0, ${pages - 1}) i`,
      `vacuum (freeze, analyze) ${name}`,
    ];
    const files = Array.from({ length: FILES }, (_, i) => create(`file_${i}`, PAGES_OF_FILE)).flat();
    await this.run(...create('hot', HOT_PAGES), ...create('bulk', BULK_PAGES), ...files, 'checkpoint');
  }
}
