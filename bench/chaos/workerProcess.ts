// A worker of the harness: the real one, whose source is whoever sends it messages.
import { pino } from 'pino';
import { type RunningWorker, startWorker } from '../../worker/index.ts';
import { abortableDelay } from '../../machine/abortableDelay.ts';
import { parseConfig } from '../../worker/config/index.ts';
import type { WriteOrigin } from '../../worker/types.ts';
import type { WriteKind } from '../../domain/writeKinds.ts';
import { version } from '../../scripts/launch/bootstrap.mjs';
import { widenWindows } from './controls.ts';
import type { ChaosMessage, ChaosRequest, ChaosWrite } from './messages.ts';
import { CONTROL_NAMES } from './types.ts';

const MAX_PAUSE_MS = 200;

const control = CONTROL_NAMES.find((name) => name === process.argv[2]) ?? null;
const config = parseConfig(process.env);
const stopping = new AbortController();
process.on('SIGTERM', () => stopping.abort());
process.on('disconnect', () => process.exit(0));

const worker = await startWorker(
  {
    config: { ...config, databaseUrl: config.databaseUrl!, redisUrl: config.redisUrl! },
    logger: pino({ level: config.logLevel, base: null }),
    version,
    interpose: (servers) => widenWindows(servers, control),
  },
  stopping.signal,
);
process.on('message', (request: ChaosRequest) => void answer(worker, request));
report({ type: 'ready' });
void flushAgainAndAgain(worker);
await new Promise<void>((resolve) => {
  if (stopping.signal.aborted) resolve();
  stopping.signal.addEventListener('abort', () => resolve());
});
await worker.stop();
process.exit(0);

/** Any worker may flush any shard at any time: here all of them do, beside the job that one of them runs. */
async function flushAgainAndAgain({ buffer }: RunningWorker): Promise<void> {
  while (!stopping.signal.aborted) {
    await abortableDelay(Math.random() * MAX_PAUSE_MS, stopping.signal);
    // A failed write is tried again; the job reports it.
    await buffer.syncBufferedTokens().catch(() => undefined);
  }
}

async function answer(running: RunningWorker, { id, write }: ChaosRequest): Promise<void> {
  try {
    report({ type: 'accepted', id, stale: await perform(running, write) });
  } catch (error: unknown) {
    report({
      type: 'refused',
      id,
      error: error instanceof Error ? error.name : String(error),
    });
  }
}

/** Returns how many of the updates a newer poll had overtaken. */
async function perform({ strategy, queues }: RunningWorker, write: ChaosWrite): Promise<number> {
  switch (write.kind) {
    case 'create':
      await strategy.create(write.token, { component: 'NewTokenHandler', kind: 'create' });
      return 0;
    case 'event':
      await queues.addEvents([write.event]);
      return 0;
    case 'update':
      return (await strategy.update(write.updates, originOf(write.writeKind))).stale;
  }
}

function originOf(kind: WriteKind): WriteOrigin {
  if (kind === 'holders') return { component: 'HolderCountJob', kind, batch: true };
  return { component: kind === 'pool' ? 'NewPoolHandler' : 'MarketDataJob', kind };
}

function report(message: ChaosMessage): void {
  if (process.connected) process.send!(message);
}
