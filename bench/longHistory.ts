import { join } from 'node:path';
import type { ObservedCheckpoint } from '../domain/checkpoints.ts';
import type { CheckpointerSample } from '../domain/postgres.ts';
import { PROFILES } from '../domain/profiles.ts';
import { quantileOf } from '../domain/statistics.ts';
import { removeTree } from '../machine/files.ts';
import { createRedisClient } from '../redis/client.ts';
import type { History } from '../redis/history.ts';
import { MAX_EVENTS } from '../redis/history/eventStreams.ts';
import {
  DECADE_MS,
  MINUTE_MS,
  MINUTES_KEPT_MS,
  SAMPLES_KEPT_MS,
  SECOND_MS,
  THINNED_KEPT_MS,
} from '../redis/history/sampleGrid.ts';
import { keepWatchedIdentity, openWatchedHistory } from '../redis/watchedHistory.ts';
import { defineCommand } from '../scripts/command/Command.ts';
import { text } from '../scripts/command/arguments.ts';
import { complain, say } from '../scripts/command/terminal.ts';
import { startRedis } from '../scripts/launch/embedded/redis.ts';
import { createDataDir } from '../scripts/launch/temporaryRun.ts';
import { readHistorySamples } from '../server/readers/history.ts';
import { describeServer } from '../worker/observers/sampleValues.ts';

const NAME = 'long';
const IDENTITY = '1';
const POINTS = 350;
const READS = 9;
const AT_ONCE = 100;
const DAY_MS = THINNED_KEPT_MS;
const SPANS = { '24 h': DAY_MS, '7 d': 7 * DAY_MS, '30 d': MINUTES_KEPT_MS } as const;

export const command = defineCommand({
  usage: `Usage: npm run verify -- history [--redis URL]

Fills 30 days of a watched server through the recorder's own functions, as many checkpoints as are kept among them; says what
that takes in Redis, and how long a range takes to read. With --redis it fills that server, which should be empty, under the
name "${NAME}", and leaves it there.`,
  flags: { redis: text(null) },
  run: async ({ redis: given }) => {
    const dataDir = createDataDir();
    const own = given === null ? await startOwn(dataDir) : null;
    const redis = createRedisClient({
      url: given ?? own!.url,
      name: 'long history',
      onError: ({ message }) => complain(message),
    });
    const history = openWatchedHistory(redis, NAME, IDENTITY);
    await keepWatchedIdentity(redis, NAME, IDENTITY);
    await fill(history, Date.now());
    await report(history);
    redis.disconnect();
    await own?.stop();
    removeTree(dataDir);
  },
});

const startOwn = (dataDir: string) =>
  startRedis({
    dir: join(dataDir, 'redis'),
    wishedPort: undefined,
    appendfsync: 'everysec',
    logFile: join(dataDir, 'redis.log'),
    say,
  });

/** A sample for each that each stream keeps: what is older than a stream holds would be dropped from it again. */
async function fill(history: History, now: number): Promise<void> {
  const step = (ago: number): number =>
    ago > DAY_MS ? MINUTE_MS : ago > SAMPLES_KEPT_MS ? DECADE_MS : SECOND_MS;
  const first = now - MINUTES_KEPT_MS;
  for (let at = first; at < now;) {
    const batch: Promise<void>[] = [];
    for (; batch.length < AT_ONCE && at < now; at += step(now - at)) {
      batch.push(history.appendSample({ at, values: createValues(at, first) }));
    }
    await Promise.all(batch);
  }
  const cycleMs = MINUTES_KEPT_MS / MAX_EVENTS.checkpoints;
  for (let i = 0; i < MAX_EVENTS.checkpoints; i++) {
    const value = createCheckpoint(first + i * cycleMs, i);
    await history.appendEvent('checkpoints', { at: value.startedAt, value }, value.id);
  }
}

/** Counters as a busy server has them, of as many digits. */
function createValues(at: number, since: number): Record<string, number | null> {
  const seconds = Math.round((at - since) / 1_000);
  const { checkpointTimeoutSeconds, completionTarget } = PROFILES.default;
  const sample = {
    walBytes: 9_000_000_000_000 + seconds * 1_234_567,
    fullPageImages: 400_000_000 + seconds * 131,
    rowChanges: 7_000_000_000 + seconds * 1_037,
    buffersWritten: 900_000_000 + seconds * 97,
    writeMs: 800_000_000 + seconds * 900,
    syncMs: 4_000_000 + seconds * 3,
    pageWrites: {
      checkpointer: 900_000_000 + seconds * 97,
      bgwriter: 70_000_000 + seconds * 11,
      backends: 30_000_000 + seconds * 5,
      vacuum: null,
    },
  } as CheckpointerSample;
  const view = {
    status: { connected: true, since },
    settings: { checkpointTimeoutSeconds, completionTarget },
    sample,
    running: null,
  } as unknown as Parameters<typeof describeServer>[0];
  return { ...describeServer(view), timeScale: 1, steadySince: since };
}

function createCheckpoint(at: number, i: number): ObservedCheckpoint {
  const startedAt = Math.round(at);
  const buffers = 4_000 + (i % 977);
  const predicted = {
    buffers: buffers - 11,
    dirtyPages: buffers,
    writeSeconds: 233.1,
    source: 'buffercache',
  };
  return {
    id: `7428${i}-${startedAt}`,
    kind: 'checkpoint',
    cause: i % 7 === 0 ? 'wal' : 'time',
    inferred: true,
    startedAt,
    endedAt: startedAt + 233_417,
    writeSeconds: 233.217,
    syncSeconds: 0.2,
    buffers,
    slruBuffers: 3,
    walDistanceBytes: 511_705_088,
    fullPageImages: 38_211,
    skipped: false,
    merged: 1,
    checkpointLsn: '8A2/5F001234',
    redoLsn: '8A2/5E005678',
    checkpointTimeoutSeconds: 300,
    completionTarget: 0.9,
    predicted,
    forecast: {
      ...predicted,
      madeAt: startedAt - 150_000,
      startsAt: startedAt,
      cause: 'time',
      skipped: false,
    },
    notes: [],
    log: null,
    disagreement: null,
  } as unknown as ObservedCheckpoint;
}

async function report(history: History): Promise<void> {
  const memory = Object.entries(await history.readMemory());
  for (const [stream, { entries, bytes }] of memory) {
    if (entries > 0) say(`${stream.padEnd(12)} ${entries} entries, ${(bytes / 1e6).toFixed(2)} MB`);
  }
  const total = memory.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  say(`Memory       ${(total / 1e6).toFixed(1)} MB a server`);
  for (const [name, spanMs] of Object.entries(SPANS)) {
    const took: number[] = [];
    for (let i = 0; i < READS; i++) {
      const to = Date.now();
      const startedAt = performance.now();
      await readHistorySamples({ history }, { from: to - spanMs, to, points: POINTS });
      took.push(performance.now() - startedAt);
    }
    took.sort((a, b) => a - b);
    say(
      `Read ${name.padEnd(7)} ${quantileOf(took, 0.5).toFixed(0)} ms in the median of ${READS}, ${took.at(-1)!.toFixed(0)} ms at most`,
    );
  }
}
