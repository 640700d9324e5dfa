import { setTimeout as delay } from 'node:timers/promises';
import { type Job, type JobsOptions, Queue, UnrecoverableError, Worker } from 'bullmq';
import type { Logger } from 'pino';
import { classifyFailure } from '../../db/sqlState.ts';
import type { RedisClient } from '../../redis/client.ts';
import { classifyRedisFailure } from '../../buffer/redisFailure.ts';
import { QUEUE_PREFIX } from '../../redis/keys.ts';
import { createScriptRunner, type RunRedisScript } from '../../redis/scripts.ts';
import type { OrderedEvent } from '../types.ts';
import { backoffMs } from '../../machine/abortableDelay.ts';

/** A repeated announcement is recognised for a day, of the newest 50,000: they take 25 MB. */
const DEDUPLICATION_MS = 86_400_000;
const MAX_REMEMBERED_IDS = 50_000;
/** Sources wait above it (see sourceSink.ts). With the reasons of their failures they take 32 MB in Redis. */
export const MAX_WAITING_EVENTS = 10_000;
/** Nobody reads what BullMQ says of its jobs; by default it keeps 10,000 of these. */
const MAX_QUEUE_NOTES = 100;
/** An outage never uses up attempts. */
const FOR_EVER = 1_000_000;
const EVENT_CONCURRENCY = 8;
/** A dead worker's jobs are taken over within two of these. */
const LOCK_MS = 10_000;
/** At most half of the six seconds that the supervisor gives a worker. */
const STOP_PATIENCE_MS = 3_000;
const FULL_REST_MS = 1_000;

export interface QueueOptions {
  /** Fails fast when Redis is away. */
  readonly producer: RedisClient;
  /** Waits for ever: for the blocking reads of the workers. Disconnected by `stop`. */
  readonly createConsumer: () => RedisClient;
  readonly logger: Logger;
  /** Redis refused a write for want of memory. */
  readonly onFull: () => void;
  /** How long to wait before a row that was missing is looked for again. */
  readonly retryMissingMs: number;
}

export interface EnrichRequest {
  readonly mint: string;
  readonly uri: string | null;
}

export interface ScheduledJob {
  readonly run: () => Promise<void>;
  /** False where the next run does the same work anyway. */
  readonly retry: boolean;
}

/** The queues: discovery events, enrichment of new rows, and one queue per scheduled job. */
export class Queues {
  private readonly options: QueueOptions;
  private readonly run: RunRedisScript;
  private readonly events: Queue;
  private readonly enrichment: Queue;
  private readonly schedules: Queue[] = [];
  private readonly workers: Worker[] = [];
  private readonly consumers: RedisClient[] = [];
  private isStopping = false;

  constructor(options: QueueOptions) {
    this.options = options;
    this.run = createScriptRunner(options.producer);
    this.events = this.createQueue('events');
    this.enrichment = this.createQueue('enrichment');
  }

  /** Resolves once Redis holds the events; one that repeats a remembered id is ignored. */
  async addEvents(events: readonly OrderedEvent[]): Promise<void> {
    await this.events.addBulk(
      events.map((event) => ({
        name: event.kind,
        data: event,
        opts: {
          ...RETRY_OPTIONS,
          removeOnFail: { count: 10_000 },
          deduplication: { id: event.id, ttl: DEDUPLICATION_MS },
        },
      })),
    );
    await this.remember(
      this.events,
      events.map(({ id }) => id),
    );
  }

  async addEnrichment(request: EnrichRequest): Promise<void> {
    const id = `enrich-${request.mint}`;
    await this.enrichment.add('enrich', request, {
      ...RETRY_OPTIONS,
      deduplication: { id, ttl: DEDUPLICATION_MS },
      backoff: { type: 'fixed', delay: this.options.retryMissingMs },
    });
    await this.remember(this.enrichment, [id]);
  }

  processEvents(handle: (event: OrderedEvent) => Promise<unknown>): void {
    this.addWorker('events', (job: Job<OrderedEvent>) => handle(job.data), EVENT_CONCURRENCY);
  }

  processEnrichment(handle: (request: EnrichRequest) => Promise<void>): void {
    this.addWorker('enrichment', (job: Job<EnrichRequest>) => handle(job.data), EVENT_CONCURRENCY);
  }

  /** Runs a job every `everyMs` of wall time, in one of the workers at a time. */
  async schedule(name: string, everyMs: number, job: ScheduledJob): Promise<void> {
    const queue = this.createQueue(name);
    this.schedules.push(queue);
    const opts = job.retry ? RETRY_OPTIONS : { ...RETRY_OPTIONS, attempts: 1 };
    await queue.upsertJobScheduler(name, { every: everyMs }, { name, opts });
    this.addWorker(name, () => job.run(), 1);
  }

  /** Takes a schedule away that an earlier configuration left. */
  async unschedule(name: string): Promise<void> {
    const queue = this.createQueue(name);
    this.schedules.push(queue);
    await queue.removeJobScheduler(name);
  }

  /** Events and enrichments that are not done yet. */
  async countWaiting(): Promise<number> {
    const counts = await Promise.all(
      [this.events, this.enrichment].map((queue) => queue.getJobCountByTypes('wait', 'active', 'delayed')),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /**
   * Takes no more jobs; waits for those in flight. Where Redis does not take their ends in time, another worker finds them
   * stalled and does them again.
   */
  async stop(): Promise<void> {
    this.isStopping = true;
    const closed = Promise.all(this.workers.map((worker) => worker.close()));
    await Promise.race([closed, delay(STOP_PATIENCE_MS, undefined, { ref: false })]);
    for (const consumer of this.consumers) consumer.disconnect();
    await Promise.all([this.events, this.enrichment, ...this.schedules].map((queue) => queue.close()));
  }

  private async remember(queue: Queue, ids: readonly string[]): Promise<void> {
    const now = Date.now();
    const keys = [queue.toKey('ids'), queue.toKey('de:')];
    await this.run('remember_ids', keys, [now, now - DEDUPLICATION_MS, MAX_REMEMBERED_IDS, ...ids]);
  }

  private createQueue(name: string): Queue {
    const queue = new Queue(name, {
      connection: this.options.producer,
      prefix: QUEUE_PREFIX,
      skipVersionCheck: true,
      streams: { events: { maxLen: MAX_QUEUE_NOTES } },
    });
    queue.on('error', (error) => this.options.logger.debug({ err: error, queue: name }, 'Queue error'));
    return queue;
  }

  private addWorker<T>(name: string, run: (job: Job<T>) => Promise<unknown>, concurrency: number): void {
    const consumer = this.options.createConsumer();
    this.consumers.push(consumer);
    const worker = new Worker<T>(name, (job) => runJob(run, job), {
      connection: consumer,
      prefix: QUEUE_PREFIX,
      concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: LOCK_MS,
      maxStalledCount: FOR_EVER,
      skipVersionCheck: true,
      settings: { backoffStrategy: (attempts) => backoffMs(attempts, 250, 5_000) },
    });
    worker.on('error', (error) => {
      this.options.logger.debug({ err: error, queue: name }, 'Queue worker error');
      if (classifyRedisFailure(error) === 'full') void this.rest(worker);
    });
    worker.on('failed', (job, error) => this.reportFailure(name, job, error));
    this.workers.push(worker);
  }

  /** BullMQ would ask a Redis without memory again at once, a thousand times a second. */
  private async rest(worker: Worker): Promise<void> {
    if (worker.isPaused()) return;
    this.options.onFull();
    await worker.pause(true);
    await delay(FULL_REST_MS, undefined, { ref: false });
    if (!this.isStopping) await worker.resume();
  }

  private reportFailure(name: string, job: Job | undefined, error: Error): void {
    const final = job === undefined || error instanceof UnrecoverableError || job.opts.attempts === 1;
    const details = { err: error, queue: name, job: job?.name, attempts: job?.attemptsMade };
    if (final) this.options.logger.error(details, 'Job failed');
    else this.options.logger.warn(details, 'Job failed and will be tried again');
  }
}

const RETRY_OPTIONS: JobsOptions = {
  attempts: FOR_EVER,
  backoff: { type: 'custom' },
  // Else a job keeps a stack for each attempt: in an outage without an end, memory without a bound.
  stackTraceLimit: 1,
  removeOnComplete: true,
  removeOnFail: { count: 1_000 },
};

async function runJob<T>(run: (job: Job<T>) => Promise<unknown>, job: Job<T>): Promise<void> {
  try {
    await run(job);
  } catch (error: unknown) {
    if (classifyFailure(error) !== 'poison') throw error;
    throw new UnrecoverableError(error instanceof Error ? error.message : String(error));
  }
}
