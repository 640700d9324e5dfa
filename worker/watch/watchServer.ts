import { explainPostgres } from '../../db/refusals.ts';
import type { ObservedCheckpoint } from '../../domain/checkpoints.ts';
import { adviseNow } from '../../observer/adviseNow.ts';
import { CheckpointObserver } from '../../observer/CheckpointObserver.ts';
import { connectObserver } from '../../observer/connectObserver.ts';
import { LogJoin } from '../../observer/LogJoin.ts';
import { TableWatch } from '../../observer/TableWatch.ts';
import { writeHotAnswer } from '../../redis/hotAnswer.ts';
import type { AlertLoopOptions } from '../alerts/AlertLoop.ts';
import { HistoryWriter } from '../observers/HistoryWriter.ts';
import type { Lifecycle } from '../services/lifecycle.ts';
import { HotWatch } from './HotWatch.ts';
import { WatchedRecord, type WatchServerOptions } from './WatchedRecord.ts';

const POLL_MS = 500;

/** Observes one server, and writes what is seen into Redis under its name. Writes nothing to the server. */
export async function watchServer(
  options: WatchServerOptions,
  lifecycle: Lifecycle,
): Promise<Pick<AlertLoopOptions, 'readView' | 'findHistory'>> {
  const { target, logger } = options;
  const record = new WatchedRecord(options);
  const tables = new TableWatch();
  const join = new LogJoin({ onObserved: (checkpoint) => addCheckpoint(checkpoint) });
  const observer = new CheckpointObserver({
    connect: async () => {
      const client = await connectObserver(target.url);
      tables.use(client);
      return client;
    },
    pollMs: POLL_MS,
    onRecord: (checkpoint) => join.addRecord(checkpoint),
    onSpike: (spike) =>
      writer.addEvent('spikes', { at: spike.startedAt, value: spike }, `${spike.startedAt}`),
    onLost: (error, { isRepeated }) => {
      if (isRepeated) return;
      const { message } = explainPostgres(error, { name: 'its address', url: target.url });
      logger.warn({ reason: message }, 'The server is not observed; trying again');
    },
  });
  const writer = new HistoryWriter({
    findHistory: () => record.history,
    logger,
    report: async () => {
      const { view } = observer;
      const values = await record.write(view, (checkpoints) => adviseNow(view, checkpoints, tables.heat));
      for (const { id, ...event } of record.takeMarks(view)) writer.addEvent('marks', event, id);
      return values;
    },
  });
  const addCheckpoint = (checkpoint: ObservedCheckpoint): void => {
    record.addCheckpoint(checkpoint);
    writer.addCheckpoint(checkpoint);
  };
  await writer.start();
  lifecycle.add('history', () => writer.stop());
  await observer.start();
  lifecycle.add('observer', () => observer.stop());
  const hot = new HotWatch({
    connect: () => connectObserver(target.url),
    write: (answer) => writeHotAnswer(options.redis, target.name, answer),
  });
  await hot.start();
  lifecycle.add('HOT', () => hot.stop());
  lifecycle.add('log join', async () => join.flush());
  return { readView: () => observer.view, findHistory: () => record.history };
}
