import { createDirect, createInProcess, createStaging } from './directArms.ts';
import { createHybrid, createJobQueue, createMoveThenWrite, createTakeThenWrite } from './redisArms.ts';
import type { CreateArm } from './types.ts';

export interface NamedArm {
  readonly name: string;
  readonly what: string;
  readonly create: CreateArm;
}

/** The arms that a person would choose, and this project's; buffering ones flush every second. */
export const REFERENCE_ARMS: readonly NamedArm[] = [
  {
    name: 'direct',
    what: 'a statement per update, one connection',
    create: (servers) => createDirect(servers, { connections: 1, synchronous: true }),
  },
  {
    name: 'direct, async commit',
    what: 'the same with synchronous_commit = off',
    create: (servers) => createDirect(servers, { connections: 1, synchronous: false }),
  },
  {
    name: 'direct, pool of 10',
    what: 'the same over ten connections',
    create: (servers) => createDirect(servers, { connections: 10, synchronous: true }),
  },
  { name: 'in-process batches', what: 'a map in memory, UNNEST every second', create: createInProcess },
  {
    name: 'unlogged staging',
    what: 'inserted into an unlogged table, merged every second',
    create: createStaging,
  },
  { name: 'job per update', what: 'a BullMQ job each, ten at a time', create: createJobQueue },
  { name: 'take, then write', what: 'as Sentry’s Redis buffer', create: createTakeThenWrite },
  { name: 'move, then write', what: 'as GitLab’s counter buffer', create: createMoveThenWrite },
  {
    name: 'hybrid',
    what: 'this buffer, into the wide table',
    create: (servers) => createHybrid(servers, 'hybrid'),
  },
  {
    name: 'hybrid-split',
    what: 'this buffer, into the narrow table',
    create: (servers) => createHybrid(servers, 'hybrid-split'),
  },
];
