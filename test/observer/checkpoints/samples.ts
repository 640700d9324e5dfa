import type { CheckpointerSample, ServerFacts } from '../../../domain/postgres.ts';
import type { CheckpointRecord } from '../../../domain/checkpoints.ts';
import { T0 } from './simulatedServer.ts';

export const MB = 1024 ** 2;

export const sampleOf = (own: Partial<CheckpointerSample> = {}): CheckpointerSample => ({
  at: T0,
  postmasterStartedAt: T0 - 60_000,
  inRecovery: false,
  timeline: 1,
  statsResetAt: T0 - 90_000,
  timed: 10,
  requested: 5,
  done: 12,
  writeMs: 10_000,
  syncMs: 500,
  buffersWritten: 1_000,
  slruWritten: 10,
  checkpointLsn: 5_000_120,
  redoLsn: 5_000_000,
  checkpointTime: T0 - 10_000,
  walLsn: 6_000_000,
  walBytes: 6_000_000,
  walRecords: 600,
  fullPageImages: 60,
  replay: null,
  pageWrites: { checkpointer: 100, bgwriter: 0, backends: 0, vacuum: 0 },
  waitEvent: 'CheckpointerMain',
  ...own,
});

export const factsOf = (own: Partial<ServerFacts> = {}): ServerFacts => ({
  serverVersion: 180_004,
  serverVersionName: '18.4',
  systemIdentifier: '7',
  role: 'watcher',
  seesWaits: true,
  dirtyPages: 'summary',
  dirtySource: 'public.pg_buffercache_summary',
  mayCheckpoint: false,
  pooled: false,
  platforms: [],
  ...own,
});

export const recordOf = (own: Partial<CheckpointRecord> = {}): CheckpointRecord => ({
  id: '1/0/4C4BB8',
  kind: 'checkpoint',
  cause: 'time',
  inferred: false,
  startedAt: T0,
  endedAt: T0 + 31_324,
  writeSeconds: 31.324,
  syncSeconds: 0.01,
  buffers: 314,
  slruBuffers: 0,
  walDistanceBytes: 2 * MB,
  fullPageImages: 200,
  skipped: false,
  merged: 1,
  checkpointLsn: '0/4C4BB8',
  redoLsn: '0/4C4B40',
  checkpointTimeoutSeconds: 300,
  completionTarget: 0.9,
  predicted: null,
  forecast: null,
  notes: [],
  ...own,
});
