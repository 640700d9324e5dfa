import { createReadStream } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import type { CheckpointRecord, ListedCheckpoint } from '../../../domain/checkpoints.ts';
import { LogImportBuilder } from '../../../observer/serverLog/LogImportBuilder.ts';
import { readLog } from '../../../observer/serverLog/readLog.ts';
import { eventually } from '../../support/eventually.ts';
import { ObservedServers } from '../../support/observedServer.ts';

const servers = new ObservedServers();
afterAll(() => servers.stop());

const KB = 1_024;
/** A look may come that late, and a log line behind the counters. */
const LATE_MS = 2_000;

/** Each field that a log has. */
function expectSame(imported: ListedCheckpoint | undefined, seen: CheckpointRecord): void {
  expect(imported).toMatchObject({
    kind: seen.kind,
    cause: seen.cause,
    buffers: seen.buffers,
    slruBuffers: seen.slruBuffers,
    skipped: false,
    merged: 1,
    redoLsn: seen.redoLsn,
  });
  expect(Math.abs(imported!.writeSeconds! - seen.writeSeconds!)).toBeLessThan(0.0011);
  expect(Math.abs(imported!.syncSeconds! - seen.syncSeconds!)).toBeLessThan(0.0011);
  expect(Math.abs(imported!.walDistanceBytes! - seen.walDistanceBytes!)).toBeLessThan(KB);
  expect(Math.abs(imported!.startedAt - seen.startedAt)).toBeLessThan(LATE_MS);
  expect(Math.abs(imported!.endedAt - seen.endedAt)).toBeLessThan(LATE_MS);
}

it('the records of a log are those that were observed, one by one', async () => {
  const pace = { checkpoint_timeout: '2min', checkpoint_completion_target: '0.02' };
  const settings = { ...pace, max_wal_size: '64MB', min_wal_size: '32MB' };
  const server = servers.create('recorded', { settings });
  await server.start();
  const { observer, records } = await servers.observe(() => server.url);
  await eventually(() => expect(observer.view.sample).not.toBeNull());
  const fill = (rows: number): string =>
    `insert into filler select repeat('x', 3000) from generate_series(1, ${rows})`;
  await server.query('create table filler (pad text)', 'alter table filler alter pad set storage plain');
  for (const rows of [0, 40, 80, 20_000, 20]) {
    const before = records.length;
    // 20,000 rows are more WAL than max_wal_size allows: it asks for a checkpoint by itself.
    await server.query(fill(rows + 5), ...(rows < 20_000 ? ['checkpoint'] : []));
    await eventually(() => expect(records.length).toBeGreaterThan(before));
  }
  await eventually(() => expect(observer.view.running).toBeNull());
  const observed = records.filter(
    ({ merged, skipped, notes }) => merged === 1 && !skipped && notes.length === 0,
  );
  expect(observed.length).toBeGreaterThanOrEqual(5);
  const causes = new Set(observed.map(({ cause }) => cause));
  expect([causes.has('requested'), causes.has('wal')]).toEqual([true, true]);

  const builder = new LogImportBuilder('recorded.log');
  await readLog(createReadStream(server.logFile), 'recorded.log', builder);
  const [log, ...others] = builder.build(Date.now());
  expect(others).toEqual([]);
  expect(log!.about).toMatchObject({ server: null, notUnderstood: null, withoutTime: 0, dropped: 0 });
  const byLsn = new Map(log!.records.map((record) => [record.checkpointLsn, record]));
  for (const seen of observed) expectSame(byLsn.get(seen.checkpointLsn), seen);
});
