import { createCaller } from '../../server/appRouter.ts';
import { createServices } from '../../server/createServices.ts';
import { type PipelineServices, setServices } from '../../server/services.ts';
import { SETTINGS_KEY } from '../../redis/keys.ts';
import { type LiveState, writeLiveState } from '../../redis/liveState.ts';
import { parseConfig } from '../../worker/config/index.ts';
import type { CheckpointRecord, ObservedCheckpoint } from '../../domain/checkpoints.ts';
import { type BufferRig, createBufferRig } from './bufferRig.ts';

export interface ServerRig extends BufferRig {
  readonly services: PipelineServices;
  readonly caller: ReturnType<typeof createCaller>;
  /** The same servers under other variables, or by other connections. */
  with(
    variables: Readonly<Record<string, string>>,
    own?: Partial<Pick<PipelineServices, 'pool' | 'redis'>>,
  ): PipelineServices;
  /** Makes these the services that routes get. */
  serve(services: PipelineServices): void;
}

/** The web process' services, on real servers. */
export async function createServerRig(own: { readonly redisUrl?: string } = {}): Promise<ServerRig> {
  const rig = await createBufferRig(own);
  const { databaseUrl, redisUrl } = rig.databases;
  const create: ServerRig['with'] = (variables, { pool = rig.pool, redis = rig.redis } = {}) =>
    createServices(parseConfig({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, ...variables }), {
      pool,
      redis,
    });
  const services = create({});
  setServices(services);
  return {
    ...rig,
    services,
    caller: createCaller({ services, granted: true, foreign: false }),
    with: create,
    serve: setServices,
    reset: async () => {
      await rig.reset();
      await rig.redis.hset(SETTINGS_KEY, 'shards', 4);
    },
  };
}

export function checkpointOf(own: Partial<CheckpointRecord>): ObservedCheckpoint {
  const startedAt = own.startedAt ?? Date.now() - 10_000;
  return {
    id: `checkpoint-${startedAt}`,
    kind: 'checkpoint',
    cause: 'time',
    inferred: false,
    startedAt,
    endedAt: startedAt + 5_000,
    writeSeconds: 4.5,
    syncSeconds: 0.1,
    buffers: 45,
    slruBuffers: 1,
    walDistanceBytes: 1_000_000,
    fullPageImages: 10,
    skipped: false,
    merged: 1,
    checkpointLsn: '0/1000000',
    redoLsn: '0/0F00000',
    checkpointTimeoutSeconds: 30,
    completionTarget: 0.9,
    predicted: null,
    forecast: null,
    notes: [],
    log: null,
    disagreement: null,
    ...own,
  };
}

/** Writes a worker's report of each second. */
export async function tellLiveState(rig: ServerRig, own: Partial<LiveState> = {}): Promise<void> {
  await writeLiveState(rig.redis, {
    at: Date.now(),
    worker: 'test',
    version: '0.0.0',
    startedAt: Date.now() - 60_000,
    source: 'simulate',
    preset: 'incident',
    timeScale: 10,
    syncIntervalMs: 300_000,
    view: null,
    ...own,
  });
}
