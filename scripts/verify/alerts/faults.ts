import type pg from 'pg';
import { withClient, type WorkerStack } from './workerStack.ts';

/** One thing that goes wrong, and how it is put right again. */
export interface Fault {
  readonly what: string;
  /** Alerts that must fire while it lasts. */
  readonly alerts: readonly string[];
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** PostgreSQL's least: two segments. */
const SMALL_WAL = '32MB';

export function createFaults(stack: WorkerStack): readonly Fault[] {
  return [
    {
      what: `max_wal_size ${SMALL_WAL}`,
      alerts: ['BreakwaterCheckpointsForcedByWal'],
      begin: () => setMaxWalSize(stack, SMALL_WAL),
      end: () => setMaxWalSize(stack, '1GB'),
    },
    blockSync(stack),
    {
      what: 'PostgreSQL stopped',
      alerts: ['BreakwaterSyncFailing', 'BreakwaterObserverBlind'],
      begin: () => stack.stopPostgres(),
      end: () => stack.startPostgres(),
    },
    {
      what: 'worker stopped',
      alerts: ['BreakwaterTargetDown'],
      begin: () => stack.stopWorker(),
      end: async () => undefined,
    },
  ];
}

async function setMaxWalSize({ databaseUrl }: WorkerStack, size: '32MB' | '1GB'): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query(`alter system set max_wal_size = '${size}'`);
    await client.query("alter system set min_wal_size = '32MB'");
    await client.query('select pg_reload_conf()');
  });
}

/** A forgotten transaction that holds the row which every flush updates. */
function blockSync({ databaseUrl }: WorkerStack): Fault {
  let release: () => void = () => undefined;
  let held: Promise<void> = Promise.resolve();
  return {
    what: 'sync blocked by a lock',
    alerts: ['BreakwaterBufferNotDraining'],
    begin: () =>
      new Promise<void>((resolve, reject) => {
        held = withClient(databaseUrl, async (client: pg.Client) => {
          await client.query('begin');
          await client.query('select 1 from sync_shard for update');
          resolve();
          await new Promise<void>((done) => (release = done));
          await client.query('rollback');
        });
        held.catch(reject);
      }),
    end: async () => {
      release();
      await held;
    },
  };
}
