import { describe, expect, it } from 'vitest';
import type { Spike } from '../../../domain/spikes.ts';
import { SpikeDetector } from '../../../model/spikes/SpikeDetector.ts';
import { T0 } from '../../observer/checkpoints/simulatedServer.ts';
import { CALM, createMoments, type SecondOf, times } from './moments.ts';

const MB = 1024 ** 2;
const STALLED = { active: 8, transactions: 1 } as const;
const onDisk = { ...STALLED, waits: { wal: 8 } } as const;

const findSpikes = (seconds: readonly SecondOf[]): Spike[] => {
  const detector = new SpikeDetector();
  return createMoments(seconds).flatMap((moment) => detector.push(moment) ?? []);
};
/** The one spike of ten seconds after a calm minute. */
const judge = (second: SecondOf, calm: SecondOf = CALM): Spike => {
  const spikes = findSpikes([...times(60, calm), ...times(10, second), ...times(10, calm)]);
  expect(spikes).toHaveLength(1);
  return spikes[0]!;
};

it('calm minutes have no spike, whatever a checkpoint does', () => {
  expect(findSpikes(times(600, CALM))).toEqual([]);
  const paced = { ...CALM, writing: 1, pages: 10 };
  expect(
    findSpikes([...times(60, CALM), ...times(270, paced), ...times(5, { ...CALM, syncing: 1 })]),
  ).toEqual([]);
});

it('a spike has the times and the figures of its own seconds', () => {
  const spike = judge(onDisk);
  expect(spike.startedAt).toBe(T0 + 59_000);
  expect(spike.endedAt).toBe(T0 + 69_000);
  expect(spike.inside).toMatchObject({
    seconds: 10,
    active: 8,
    transactionsPerSecond: 1,
    secondsPerTransaction: 8,
  });
  expect(spike.outside.secondsPerTransaction).toBeCloseTo(0.005);
});

it('one second is none, nor is what follows a start at once', () => {
  expect(findSpikes([...times(60, CALM), { ...onDisk, active: 2 }, ...times(20, CALM)])).toEqual([]);
  expect(findSpikes([...times(20, CALM), ...times(10, onDisk), ...times(10, CALM)])).toEqual([]);
});

it('clients that wait for each answer show one by transactions that do not end', () => {
  const closed = { active: 8, waits: { wal: 8 }, transactions: 400 };
  const spike = judge({ active: 8, waits: { lock: 7, wal: 1 }, transactions: 4 }, closed);
  expect(spike.verdict).toBe('locks');
});

it('a pause in what was seen ends it without a verdict', () => {
  const moments = createMoments([...times(60, CALM), ...times(10, onDisk), ...times(10, CALM)]);
  const detector = new SpikeDetector();
  const spikes = moments.flatMap(
    (moment, i) => detector.push(i < 69 ? moment : { ...moment, at: moment.at + 60_000 }) ?? [],
  );
  expect(spikes).toEqual([]);
});

describe('the verdict', () => {
  it('is the sync phase where sessions wait for the disk in it', () => {
    expect(judge({ ...onDisk, syncing: 1 }).verdict).toBe('sync-phase');
  });

  it('is the write phase where its pages are most of what is written', () => {
    expect(judge({ ...onDisk, writing: 1, pages: 500 }).verdict).toBe('write-phase');
  });

  it('is not the write phase where the checkpoint naps, or wrote as much in calm seconds', () => {
    expect(judge({ ...onDisk, writing: 1, pages: 10 }).verdict).toBe('not-checkpoint');
    const busy = { ...CALM, writing: 1, pages: 500 };
    expect(judge({ ...onDisk, writing: 1, pages: 500 }, busy).verdict).toBe('not-checkpoint');
  });

  it('is page images where they are most of the WAL, at once after a start', () => {
    const images = { ...onDisk, writing: 1, pages: 100, images: 1_000, walBytes: 7 * MB };
    expect(judge({ ...images, checkpointStartedAt: T0 + 58_000 }).verdict).toBe('full-page-images');
    expect(judge({ ...images, checkpointStartedAt: T0 }).verdict).toBe('not-checkpoint');
  });

  it('is locks, whatever the checkpoint does meanwhile', () => {
    const locked = { ...STALLED, waits: { lock: 8 } };
    for (const phase of [{}, { writing: 1, pages: 500 }, { syncing: 1 }]) {
      expect(judge({ ...locked, ...phase }).verdict).toBe('locks');
    }
  });

  it('is not the checkpoint where sessions run, or wait for the disk while none runs', () => {
    expect(judge({ active: 12, waits: { running: 12 }, transactions: 20 }).verdict).toBe('not-checkpoint');
    expect(judge(onDisk).verdict).toBe('not-checkpoint');
  });

  it('is open where a checkpoint ran in less than half of it, or nobody more waits', () => {
    const mixed = [...times(6, onDisk), ...times(4, { ...onDisk, writing: 1, pages: 500 })];
    expect(findSpikes([...times(60, CALM), ...mixed, ...times(10, CALM)])[0]!.verdict).toBe('cannot-say');
    const closed = { active: 8, waits: { wal: 8 }, transactions: 400 };
    expect(judge({ ...closed, transactions: 4 }, closed).verdict).toBe('cannot-say');
  });
});

it('hours in which nothing was seen are no measure of what comes after them', () => {
  const slower = { active: 4, transactions: 20, waits: { wal: 4 } } as const;
  const moments = createMoments([...times(60, CALM), ...times(40, slower)]);
  const detector = new SpikeDetector();
  const later = moments.flatMap(
    (moment, i) => detector.push(i < 60 ? moment : { ...moment, at: moment.at + 7_200_000 }) ?? [],
  );
  expect(later).toEqual([]);
  expect(findSpikes([...times(60, CALM), ...times(40, slower), ...times(10, CALM)])).toHaveLength(1);
});
