import { setTimeout as delay } from 'node:timers/promises';
import { profileStatements } from '../../../domain/profileSettings.ts';
import { SETTINGS_KEY } from '../../../redis/keys.ts';
import { STRATEGY_NAMES } from '../../../domain/strategies.ts';
import type { Fault } from './Fault.ts';
import { fillDisk, NO_DISK } from './fillDisk.ts';

const TIME_SCALE = 10;

/** Immediate stop and a new start: recovery from WAL. */
export const stopPostgres: Fault = {
  target: 'postgres',
  inflict: async ({ servers }, { holdMs }) => {
    await servers.stopPostgresAtOnce();
    await delay(holdMs);
    await servers.startPostgresAgain();
  },
};

/** No room for WAL or tables: it refuses writes, or ends itself and stays away until there is room. */
export const fillPostgresDisk: Fault = {
  target: 'postgres',
  skipReason: ({ servers }) => (servers.disks === null ? NO_DISK : null),
  inflict: async ({ servers }, { holdMs }) => {
    const empty = fillDisk(servers.disks!.postgres);
    await delay(holdMs);
    empty();
    // Within a crash recovery of its own it may still end itself: taken down, it begins again.
    const answers = await servers.askPostgres((client) => client.query('select 1')).catch(() => null);
    if (answers !== null && !servers.isDown('postgres')) return;
    await servers.stopPostgresAtOnce();
    await servers.startPostgresAgain();
  },
};

/** Every session is ended by an administrator (57P01). */
export const endSessions: Fault = {
  target: 'postgres',
  inflict: async ({ servers }) => {
    await servers.askPostgres((client) =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      ),
    );
  },
};

/** Writes are refused with 25006, as on a server that has become a standby. */
export const makeReadOnly: Fault = {
  target: 'postgres',
  inflict: async ({ servers }, { holdMs }) => {
    await servers.askPostgres(async (client) => {
      await client.query('alter system set default_transaction_read_only = on');
      await client.query('select pg_reload_conf()');
      await delay(holdMs);
      await client.query('alter system reset default_transaction_read_only');
      await client.query('select pg_reload_conf()');
    });
  },
};

export const cutPostgres: Fault = {
  target: 'postgres network',
  inflict: async ({ servers }) => servers.postgresProxy.cut(),
};

export const stallPostgres: Fault = {
  target: 'postgres network',
  inflict: async ({ servers }, { holdMs }) => {
    servers.postgresProxy.stall();
    await delay(holdMs);
    servers.postgresProxy.resume();
  },
};

/** Another write strategy is asked for, under load. */
export const switchStrategy: Fault = {
  target: 'redis',
  inflict: async ({ servers }, { pick }) => {
    const strategy = STRATEGY_NAMES[Math.floor(pick * STRATEGY_NAMES.length)]!;
    await servers.askRedis((redis) => redis.hset(SETTINGS_KEY, 'strategy', strategy));
  },
};

/** The other settings profile, by reload. */
export const switchProfile: Fault = {
  target: 'postgres',
  inflict: async ({ servers }, { pick }) => {
    await servers.askPostgres(async (client) => {
      for (const statement of profileStatements({ timeScale: TIME_SCALE, embedded: true })[
        pick < 0.5 ? 'calm' : 'default'
      ]) {
        await client.query(statement);
      }
    });
  },
};
