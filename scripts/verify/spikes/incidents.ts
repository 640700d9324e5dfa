import { setTimeout as delay } from 'node:timers/promises';
import { formatCount } from '../../../domain/format.ts';
import type { SpikeVerdict } from '../../../domain/spikes.ts';
import { FEW_PAGES, HOT_PAGES, USUAL_ROWS } from './ForeignLoad.ts';
import { DISK_BYTES, type StagedServer } from './StagedServer.ts';

export type StagedCause = Exclude<SpikeVerdict, 'cannot-say'>;

/** A cause that we bring about ourselves, so that it is known. */
export interface Incident {
  readonly cause: StagedCause;
  readonly name: string;
  /** What it needs, on a fast disk, before the calm seconds that come before it. */
  readonly prepare?: (server: StagedServer) => Promise<void>;
  /** Resolves when it is over. */
  readonly stage: (server: StagedServer) => Promise<void>;
  /** What it leaves, on a fast disk, after it was judged. */
  readonly clean?: (server: StagedServer) => Promise<void>;
}

const NO_TIMEOUT = { checkpoint_timeout: '1h' };

/** Starts at once a checkpoint that time paces: the last one began long enough ago. */
const pacedCheckpoint =
  (timeout: string, target: number, seconds: number) =>
  async (server: StagedServer): Promise<void> => {
    await server.change({ checkpoint_timeout: timeout, checkpoint_completion_target: String(target) });
    await delay(seconds * 1_000);
    await server.change(NO_TIMEOUT);
  };

const flushAfter =
  (size: string, pages: number) =>
  async (server: StagedServer): Promise<void> => {
    await server.change({ checkpoint_flush_after: size });
    await server.dirty(pages);
  };

/** One session holds for this long what others need. */
const holdFor = (seconds: number, ...statements: readonly string[]) => [
  'begin',
  ...statements,
  `select pg_sleep(${seconds})`,
  'commit',
];

const together = async (...parts: readonly Promise<void>[]): Promise<void> => void (await Promise.all(parts));

const syncPhase: readonly Omit<Incident, 'cause'>[] = [
  {
    name: 'CHECKPOINT, 4,000 pages',
    prepare: flushAfter('0', 4_000),
    stage: (server) => server.run('checkpoint'),
  },
  {
    name: 'CHECKPOINT, 10,000 pages',
    prepare: flushAfter('0', 10_000),
    stage: (server) => server.run('checkpoint'),
  },
  {
    name: 'CHECKPOINT, 8,000 pages in 40 tables',
    prepare: async (server) => {
      await server.change({ checkpoint_flush_after: '0' });
      await server.dirtyFiles();
    },
    stage: (server) => server.run('checkpoint'),
  },
  {
    name: 'timed, 8,000 pages written within 3 s',
    prepare: flushAfter('0', 8_000),
    stage: pacedCheckpoint('30s', 0.1, 22),
  },
];

const writePhase: readonly Omit<Incident, 'cause'>[] = [
  {
    name: 'timed, 16,000 pages in 27 s',
    prepare: flushAfter('256kB', 16_000),
    stage: pacedCheckpoint('30s', 0.9, 38),
  },
  {
    name: 'timed, 20,000 pages in 27 s',
    prepare: flushAfter('256kB', 20_000),
    stage: pacedCheckpoint('30s', 0.9, 45),
  },
  {
    name: 'timed, 12,000 pages in 18 s',
    prepare: flushAfter('256kB', 12_000),
    stage: pacedCheckpoint('30s', 0.6, 28),
  },
  {
    name: 'timed, 16,000 pages in 24 s, flushed every 1 MB',
    prepare: flushAfter('1MB', 16_000),
    stage: pacedCheckpoint('30s', 0.8, 38),
  },
];

/** Of a transaction of the load that changes many pages. */
const MANY_ROWS = 50;

/** The load changes many pages; the images of most are made before the disk is slow again. */
const widen =
  (pages: number) =>
  async (server: StagedServer): Promise<void> => {
    await server.change({ checkpoint_flush_after: '0' });
    server.load.pages = pages;
    server.load.rows = MANY_ROWS;
    await delay(15_000);
  };

const pageImages = (pages: number): Omit<Incident, 'cause'> => ({
  name: `timed, load on ${formatCount(pages)} pages`,
  prepare: widen(pages),
  stage: pacedCheckpoint('30s', 0.9, 20),
  // The checkpoint that still writes ends at once.
  clean: async (server) => {
    server.load.pages = FEW_PAGES;
    server.load.rows = USUAL_ROWS;
    await server.run('checkpoint');
  },
});

const fullPageImages: readonly Omit<Incident, 'cause'>[] = [HOT_PAGES, 7_000, 6_000, 5_000].map(pageImages);

const locks: readonly Omit<Incident, 'cause'>[] = [
  {
    name: 'ACCESS EXCLUSIVE for 8 s, no checkpoint',
    stage: (server) => server.run(...holdFor(8, 'lock table hot in access exclusive mode')),
  },
  {
    name: 'ACCESS EXCLUSIVE for 8 s while a checkpoint writes',
    prepare: (server) => server.dirty(2_000),
    stage: (server) =>
      together(
        pacedCheckpoint('30s', 0.9, 14)(server),
        delay(3_000).then(() => server.run(...holdFor(8, 'lock table hot in access exclusive mode'))),
      ),
  },
  {
    name: 'row locks for 8 s',
    stage: (server) =>
      server.run(...holdFor(8, `select from hot where id < ${FEW_PAGES} order by id for update`)),
  },
  {
    name: 'ALTER TABLE behind a SELECT of 8 s, and a CHECKPOINT of few pages',
    prepare: (server) => server.run('checkpoint'),
    stage: (server) =>
      together(
        server.run('begin', 'select from hot limit 1', 'select pg_sleep(8)', 'commit'),
        delay(1_000).then(() => server.run('alter table hot alter column n set default 0')),
        delay(2_000).then(() => server.run('checkpoint')),
      ),
  },
];

const notCheckpoint: readonly Omit<Incident, 'cause'>[] = [
  {
    name: 'twelve sessions on the CPU for 8 s',
    stage: (server) =>
      together(
        ...Array.from({ length: 12 }, () =>
          server.run(
            `do $$ begin while clock_timestamp() < now() + interval '8 s' loop perform sqrt(2); end loop; end $$`,
          ),
        ),
      ),
  },
  {
    name: 'the disk gives 0.2 MB/s for 8 s, no checkpoint',
    stage: async (server) => {
      server.limitDisk(DISK_BYTES / 20);
      await delay(8_000);
      server.limitDisk(DISK_BYTES);
    },
  },
  {
    name: 'another client loads 60 MB',
    stage: (server) =>
      server.run(
        `create table loaded as select i, repeat('y', 1000) from generate_series(1, 55000) i`,
        'drop table loaded',
      ),
  },
  {
    name: 'the disk gives 0.2 MB/s for 8 s while a checkpoint naps',
    prepare: (server) => server.dirty(300),
    stage: async (server) => {
      await server.change({ checkpoint_timeout: '30s', checkpoint_completion_target: '0.9' });
      await delay(5_000);
      server.limitDisk(DISK_BYTES / 20);
      await delay(8_000);
      server.limitDisk(DISK_BYTES);
      await delay(2_000);
      await server.change(NO_TIMEOUT);
    },
  },
];

const ofCause =
  (cause: StagedCause) =>
  (incident: Omit<Incident, 'cause'>): Incident => ({ cause, ...incident });

export const INCIDENTS: readonly Incident[] = [
  ...syncPhase.map(ofCause('sync-phase')),
  ...writePhase.map(ofCause('write-phase')),
  ...fullPageImages.map(ofCause('full-page-images')),
  ...locks.map(ofCause('locks')),
  ...notCheckpoint.map(ofCause('not-checkpoint')),
];
