import { setTimeout as delay } from 'node:timers/promises';
import type { FaultName } from '../types.ts';
import type { Fault } from './Fault.ts';
import {
  cutPostgres,
  endSessions,
  fillPostgresDisk,
  makeReadOnly,
  stallPostgres,
  stopPostgres,
  switchProfile,
  switchStrategy,
} from './postgresFaults.ts';
import {
  cutRedis,
  fillRedisDisk,
  fillRedisMemory,
  flushScripts,
  freezeRedis,
  killRedis,
  loseRedisTail,
  stallRedis,
  stepRedisClock,
} from './redisFaults.ts';
import { freezeWorker, killWorker, restartWorker } from './workerFaults.ts';

const POISONED_UPDATES = 5;

/** Updates that PostgreSQL refuses. */
const poison: Fault = {
  target: 'workload',
  inflict: async ({ workload }) => workload.poison(POISONED_UPDATES),
};

/** Updates of tokens whose row comes later. */
const missingRows: Fault = {
  target: 'workload',
  inflict: async ({ workload }, { holdMs }) => {
    workload.withholdRows(Date.now() + 2 * holdMs);
    await delay(holdMs);
  },
};

export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  'kill-worker': killWorker,
  'freeze-worker': freezeWorker,
  'restart-worker': restartWorker,
  'kill-redis': killRedis,
  'lose-redis-tail': loseRedisTail,
  'freeze-redis': freezeRedis,
  'redis-full': fillRedisMemory,
  'redis-disk-full': fillRedisDisk,
  'redis-clock': stepRedisClock,
  'flush-scripts': flushScripts,
  'cut-redis': cutRedis,
  'stall-redis': stallRedis,
  'stop-postgres': stopPostgres,
  'postgres-disk-full': fillPostgresDisk,
  'end-sessions': endSessions,
  'read-only': makeReadOnly,
  'cut-postgres': cutPostgres,
  'stall-postgres': stallPostgres,
  poison,
  'missing-rows': missingRows,
  switch: switchStrategy,
  profile: switchProfile,
};
