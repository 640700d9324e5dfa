import { parsePlan } from '../../experiment/plan.ts';
import { describeExperiment, summarize } from '../../experiment/summarize.ts';
import type { CycleCounts, ExperimentPlan, ExperimentResult, RunResult } from '../../domain/experiment.ts';

const NO_LATENCY = { count: 0, meanSeconds: null, p50Seconds: null, p99Seconds: null };
export const FINAL = { tokens: 3, checksum: '42', ledgerImbalance: 0, parked: 0, dead: 0 };

/** A cycle of five workload minutes in which every count is `count`. */
export function cycleOf(count: number): CycleCounts {
  return {
    workloadHours: 1 / 12,
    wallSeconds: 30,
    counts: {
      statements: count,
      rows: count,
      walBytes: count,
      fullPageImages: count,
      checkpointBuffers: count,
      pagesWritten: 4 * count,
    },
    pageWrites: { checkpointer: count, bgwriter: 2 * count, backends: count, vacuum: null },
    transactions: count,
    rowUpdates: 0,
    hotRowUpdates: 0,
    checkpointWriteSeconds: 15,
    checkpointSyncSeconds: 0,
    workerCpuSeconds: 3,
    redisCpuSeconds: 1.5,
  };
}

export function runOf(arm: number, counts: readonly number[], changes: Partial<RunResult> = {}): RunResult {
  return {
    arm,
    repetition: 0,
    startedAt: '2026-01-01T00:00:00.000Z',
    cycles: counts.map(cycleOf),
    writeInsideCheckpoint: NO_LATENCY,
    writeOutsideCheckpoint: NO_LATENCY,
    dataLatency: {},
    workerRssBytes: null,
    redisMemoryBytes: 1_000_000,
    checkpoints: [],
    moments: [
      { second: 0, statements: 0, walBytes: 0, checkpointBuffers: 0, pagesWritten: 0, bufferedRows: 0 },
      {
        second: 30,
        statements: counts[0]!,
        walBytes: 5,
        checkpointBuffers: 7,
        pagesWritten: 28,
        bufferedRows: 1,
      },
    ],
    final: FINAL,
    ...changes,
  };
}

export function resultOf(runs: readonly RunResult[], plan: ExperimentPlan = parsePlan({})): ExperimentResult {
  const arms = summarize(plan, runs);
  return {
    id: 'one',
    startedAt: '2026-01-01T00:00:00.000Z',
    wallSeconds: 600,
    plan,
    machine: '2 × test',
    postgresVersion: '18.4',
    redisVersion: '7.0',
    checkpointTimeoutSeconds: 30,
    sharedBuffersPages: 16_384,
    complete: true,
    arms,
    verdict: describeExperiment(arms),
    runs,
  };
}
