import { unit } from '../../worker/sources/noise.ts';
import type { ChaosPlan, FaultName, ScheduledFault } from './types.ts';

/** Mean wall time between the beginnings of two faults. */
const MEAN_GAP_MS = 900;
/** Before the first fault, and left free at the end. */
const QUIET_MS = 2_000;

/** Shortest and longest, ms; the others are over at once. */
const HOLD_MS: Readonly<Partial<Record<FaultName, readonly [number, number]>>> = {
  'freeze-worker': [200, 3_000],
  'kill-redis': [0, 1_500],
  'lose-redis-tail': [0, 1_000],
  'freeze-redis': [200, 2_000],
  'redis-full': [300, 1_500],
  'redis-disk-full': [300, 1_000],
  'stall-redis': [200, 2_500],
  'stop-postgres': [0, 2_000],
  'postgres-disk-full': [500, 1_500],
  'read-only': [300, 1_500],
  'stall-postgres': [200, 2_500],
  'missing-rows': [500, 2_000],
};

/** The same seed gives the same faults at the same moments. Every fault comes once before any comes again. */
export function createSchedule({ seed, seconds, faults }: ChaosPlan): ScheduledFault[] {
  const schedule: ScheduledFault[] = [];
  const bag: FaultName[] = [];
  let atMs = QUIET_MS;
  for (let i = 0; atMs < seconds * 1_000 - QUIET_MS && faults.length > 0; i++) {
    if (bag.length === 0) bag.push(...shuffle(faults, seed, i));
    const name = bag.pop()!;
    const [shortest, longest] = HOLD_MS[name] ?? [0, 0];
    schedule.push({
      atMs: Math.round(atMs),
      name,
      holdMs: Math.round(shortest + (longest - shortest) * unit(seed, i, 1)),
      pick: unit(seed, i, 2),
    });
    atMs += MEAN_GAP_MS * (0.3 + 1.4 * unit(seed, i, 3));
  }
  return schedule;
}

function shuffle(names: readonly FaultName[], seed: number, round: number): FaultName[] {
  return names
    .map((name, i) => ({ name, place: unit(seed, round * 1_000 + i, 4) }))
    .sort((a, b) => a.place - b.place)
    .map(({ name }) => name);
}
