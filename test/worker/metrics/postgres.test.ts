import type { ServerMeasure } from '../../../worker/metrics/postgresServer.ts';
import type { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPostgresMetrics, type PostgresMetrics } from '../../../worker/metrics/postgres.ts';
import { createMetricsRegistry } from '../../../worker/metrics/registry.ts';
import { CHECKPOINT_CAUSES } from '../../../domain/checkpoints.ts';
import { MB, recordOf, sampleOf } from '../../observer/checkpoints/samples.ts';
import { SETTINGS } from '../../observer/checkpoints/simulatedServer.ts';

let registry: Registry;
let metrics: PostgresMetrics;
beforeEach(() => {
  registry = createMetricsRegistry('test');
  metrics = createPostgresMetrics(registry);
});

const VIEW: ServerMeasure = {
  status: { connected: true },
  settings: SETTINGS,
  sample: sampleOf({
    writeMs: 12_500,
    syncMs: 250,
    buffersWritten: 1_234,
    walBytes: 99_000,
    walLsn: 6 * MB,
    redoLsn: 5 * MB,
  }),
  walTriggerBytes: 528 * MB,
  dirtyBuffers: 77,
  running: null,
  next: { writeSeconds: 7.7 },
};
const CHECKPOINT = { ...recordOf(), log: null, disagreement: null };

/** Samples by name and labels, without the prefix. */
async function read(): Promise<Record<string, number>> {
  const lines = (await registry.metrics()).split('\n').filter((line) => line.startsWith('breakwater_pg_'));
  return Object.fromEntries(
    lines.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice('breakwater_pg_'.length, space), Number(line.slice(space + 1))];
    }),
  );
}

describe('counters of the server', () => {
  it('are passed on unchanged', async () => {
    metrics.recordView(VIEW);
    metrics.recordView(VIEW);
    expect(await read()).toMatchObject({
      checkpoint_buffers_written_total: 1_234,
      wal_bytes_total: 99_000,
      wal_records_total: 600,
      wal_full_page_images_total: 60,
      'pages_written_total{by="checkpointer"}': 100,
      'pages_written_total{by="vacuum"}': 0,
      'checkpoint_seconds_total{phase="write"}': 12.5,
      'checkpoint_seconds_total{phase="sync"}': 0.25,
    });
  });

  it('fall where the server reset them', async () => {
    metrics.recordView(VIEW);
    metrics.recordView({ ...VIEW, sample: { ...VIEW.sample!, walBytes: 5, writeMs: 1 } });
    expect(await read()).toMatchObject({
      wal_bytes_total: 5,
      'checkpoint_seconds_total{phase="write"}': 0.001,
    });
  });

  it('stand still while the server is not seen', async () => {
    metrics.recordView(VIEW);
    metrics.recordView({ ...VIEW, status: { connected: false } });
    expect(await read()).toMatchObject({ wal_bytes_total: 99_000, observer_connected: 0 });
  });
});

it('what is known now: settings, WAL since redo, dirty pages, what runs and what comes', async () => {
  metrics.recordView(VIEW);
  expect(await read()).toMatchObject({
    observer_connected: 1,
    dirty_buffers: 77,
    wal_since_redo_bytes: MB,
    wal_checkpoint_trigger_bytes: 528 * MB,
    checkpoint_in_progress: 0,
    checkpoint_progress_ratio: 0,
    checkpoint_predicted_duration_seconds: 7.7,
    'setting{name="checkpoint_timeout_seconds"}': 30,
    'setting{name="checkpoint_completion_target"}': 0.9,
    'setting{name="max_wal_size_bytes"}': 1024 ** 3,
    'setting{name="full_page_writes"}': 1,
  });
  const running = { buffersWritten: 25, buffersTotal: 100, predicted: { writeSeconds: 10 } };
  metrics.recordView({ ...VIEW, running, next: null });
  expect(await read()).toMatchObject({
    checkpoint_in_progress: 1,
    checkpoint_progress_ratio: 0.25,
    checkpoint_predicted_duration_seconds: 10,
  });
  metrics.recordView({ ...VIEW, running: { ...running, buffersTotal: null, predicted: null }, next: null });
  expect(await read()).toMatchObject({
    checkpoint_progress_ratio: 0,
    checkpoint_predicted_duration_seconds: 0,
  });
});

describe('checkpoints', () => {
  it('are counted by cause and outcome, every cause from the beginning', async () => {
    const counts = Object.entries(await read()).filter(([name]) => name.startsWith('checkpoints_total'));
    expect(counts.map(([name]) => name)).toEqual([
      ...CHECKPOINT_CAUSES.map((cause) => `checkpoints_total{cause="${cause}",outcome="done"}`),
      'checkpoints_total{cause="time",outcome="skipped"}',
    ]);
    metrics.recordCheckpoint(CHECKPOINT);
    metrics.recordCheckpoint({ ...CHECKPOINT, cause: 'wal', merged: 3, causes: ['wal', 'requested', 'wal'] });
    metrics.recordCheckpoint({ ...CHECKPOINT, skipped: true, merged: 2 });
    expect(await read()).toMatchObject({
      'checkpoints_total{cause="time",outcome="done"}': 1,
      'checkpoints_total{cause="wal",outcome="done"}': 2,
      'checkpoints_total{cause="requested",outcome="done"}': 1,
      'checkpoints_total{cause="time",outcome="skipped"}': 2,
    });
  });

  it('fall into buckets around the plateau, with the source of their cause', async () => {
    metrics.recordView(VIEW);
    metrics.recordCheckpoint({ ...CHECKPOINT, writeSeconds: 26.5, syncSeconds: 0.4 });
    metrics.recordCheckpoint({ ...CHECKPOINT, writeSeconds: 1, syncSeconds: 1, log: {} });
    const seen = await read();
    expect(seen).toMatchObject({
      'checkpoint_duration_seconds_count{cause="time",source="sql"}': 1,
      'checkpoint_duration_seconds_sum{cause="time",source="sql"}': 26.9,
      'checkpoint_duration_seconds_bucket{le="26.46",cause="time",source="sql"}': 0,
      'checkpoint_duration_seconds_bucket{le="27",cause="time",source="sql"}': 1,
      'checkpoint_duration_seconds_count{cause="time",source="log"}': 1,
      'checkpoint_last_duration_seconds{phase="write"}': 1,
      'checkpoint_last_duration_seconds{phase="sync"}': 1,
      checkpoint_last_start_timestamp_seconds: CHECKPOINT.startedAt / 1_000,
      checkpoint_last_completion_timestamp_seconds: CHECKPOINT.endedAt / 1_000,
    });
  });

  it('skipped, merged or without times have no duration', async () => {
    metrics.recordView(VIEW);
    metrics.recordCheckpoint({ ...CHECKPOINT, skipped: true });
    metrics.recordCheckpoint({ ...CHECKPOINT, merged: 2 });
    metrics.recordCheckpoint({ ...CHECKPOINT, writeSeconds: null });
    const names = Object.keys(await read());
    expect(names.filter((name) => /checkpoint_(last_)?duration_seconds[{_]/.test(name))).toEqual([]);
  });

  it('before the first is seen, the last one began when the server remembers', async () => {
    const checkpointTime = CHECKPOINT.startedAt - 60_000;
    metrics.recordView({ ...VIEW, sample: { ...VIEW.sample!, checkpointTime } });
    expect(await read()).toMatchObject({ checkpoint_last_start_timestamp_seconds: checkpointTime / 1_000 });
    metrics.recordCheckpoint(CHECKPOINT);
    metrics.recordView({ ...VIEW, sample: { ...VIEW.sample!, checkpointTime } });
    expect(await read()).toMatchObject({
      checkpoint_last_start_timestamp_seconds: CHECKPOINT.startedAt / 1_000,
    });
  });

  it('skipped have a time of their own, and leave that of the last completed one', async () => {
    metrics.recordCheckpoint(CHECKPOINT);
    metrics.recordCheckpoint({ ...CHECKPOINT, skipped: true, endedAt: CHECKPOINT.endedAt + 30_000 });
    expect(await read()).toMatchObject({
      checkpoint_last_start_timestamp_seconds: CHECKPOINT.startedAt / 1_000,
      checkpoint_last_completion_timestamp_seconds: CHECKPOINT.endedAt / 1_000,
      checkpoint_last_skipped_timestamp_seconds: CHECKPOINT.endedAt / 1_000 + 30,
    });
  });

  it('of which log and statistics differ are counted', async () => {
    metrics.recordCheckpoint({ ...CHECKPOINT, disagreement: 'pages: 1 by statistics, 3 in the log' });
    expect(await read()).toMatchObject({ checkpoint_disagreements_total: 1 });
  });
});

it('WAL of a component adds up', async () => {
  metrics.recordComponentWal('RedisSyncJob', 10);
  metrics.recordComponentWal('RedisSyncJob', 5);
  expect(await read()).toMatchObject({ 'component_wal_bytes_total{component="RedisSyncJob"}': 15 });
});

it('labels come from closed sets, so that nothing grows with what is observed', async () => {
  metrics.recordView(VIEW);
  const names = new Set(['cause', 'outcome', 'phase', 'source', 'name', 'component', 'by', 'le']);
  const record = (i: number): void => {
    for (const cause of CHECKPOINT_CAUSES) {
      for (const skipped of [true, false]) {
        metrics.recordCheckpoint({
          ...CHECKPOINT,
          cause,
          skipped,
          log: i % 2 === 0 ? null : {},
          startedAt: i,
          writeSeconds: i,
        });
      }
    }
    metrics.recordView({ ...VIEW, sample: { ...VIEW.sample!, walBytes: i } });
  };
  record(1);
  record(2);
  const before = Object.keys(await read());
  for (let i = 3; i < 50; i++) record(i);
  const after = Object.keys(await read());
  expect(after).toEqual(before);
  expect(
    after
      .flatMap((name) => [...name.matchAll(/(\w+)="/g)].map((match) => match[1]!))
      .filter((label) => !names.has(label)),
  ).toEqual([]);
});
