import { CheckpointTracker } from '../../../observer/checkpoints/CheckpointTracker.ts';
import { formatLsn, type TrackedRecord } from '../../../observer/checkpoints/createRecord.ts';
import type { Interruption } from '../../../domain/checkpoints.ts';
import { type Made, type ServerShape, SETTINGS, SimulatedServer } from './simulatedServer.ts';

export const DIALECTS: readonly (readonly [string, ServerShape])[] = [
  ['18, waits shown', { countsDone: true, showsWaits: true }],
  ['18, waits hidden', { countsDone: true, showsWaits: false }],
  ['15, waits shown', { countsDone: false, showsWaits: true }],
  ['15, waits hidden', { countsDone: false, showsWaits: false }],
];
export const SHOWN = { countsDone: true, showsWaits: true } as const;

/** The record of one checkpoint that was seen from its beginning to its end. */
export const exactly = (made: Made): Partial<TrackedRecord> => ({
  cause: made.cause,
  skipped: made.skipped,
  checkpointLsn: formatLsn(made.lsn),
  writeSeconds: made.writeMs / 1_000,
  syncSeconds: made.syncMs / 1_000,
  buffers: made.buffers,
  merged: 1,
  notes: [],
});
export const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

export interface Watch {
  readonly server: SimulatedServer;
  readonly tracker: CheckpointTracker;
  readonly records: TrackedRecord[];
  readonly interruptions: Interruption[];
  /** One poll. */
  readonly poll: (skewMs?: number) => void;
  /** Polls every `everyMs` for `ms`. */
  readonly watch: (ms: number, everyMs?: number) => void;
}

export function watchServer(shape: ServerShape, server = new SimulatedServer(shape)): Watch {
  const tracker = new CheckpointTracker();
  const records: TrackedRecord[] = [];
  const interruptions: Interruption[] = [];
  const poll = (skewMs = 0): void => {
    const step = tracker.push(server.read(skewMs), SETTINGS);
    records.push(...step.records);
    if (step.interruption !== null) interruptions.push(step.interruption);
  };
  const watch = (ms: number, everyMs = 250): void => {
    for (let spent = 0; spent < ms; spent += everyMs) {
      server.advance(everyMs);
      poll();
    }
  };
  return { server, tracker, records, interruptions, poll, watch };
}
