import type { Logger } from 'pino';
import type { CheckpointCulprits, ObservedCheckpoint } from '../../domain/checkpoints.ts';
import type { HistoryEvent, HistoryKind } from '../../domain/history.ts';
import { abortableDelay } from '../../machine/abortableDelay.ts';
import type { History } from '../../redis/history.ts';
import type { Part } from '../types.ts';

const SAMPLE_MS = 1_000;
/** Events wait here while Redis is away; beyond this many the oldest are given up. */
const MAX_WAITING = 1_000;

interface WaitingEvent {
  readonly kind: HistoryKind;
  readonly event: HistoryEvent;
  readonly id: string;
}

export interface HistoryWriterOptions {
  /** Null while nothing can be kept: it is not known yet of which server. */
  readonly findHistory: () => History | null;
  readonly logger: Logger;
  /** Reports what is seen now, and returns the values of the sample. */
  readonly report: () => Promise<Record<string, number | null>>;
}

/** Writes a sample each second, and events as they come. While Redis is away, samples are lost and events wait. */
export class HistoryWriter implements Part {
  private readonly options: HistoryWriterOptions;
  private readonly stopping = new AbortController();
  private waiting: WaitingEvent[] = [];
  private loop: Promise<void> = Promise.resolve();

  constructor(options: HistoryWriterOptions) {
    this.options = options;
  }

  async start(): Promise<void> {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await this.record();
  }

  /** Its tables and statements are kept apart: who draws a month of checkpoints reads none of them. */
  addCheckpoint({ relations, statements, ...checkpoint }: ObservedCheckpoint): void {
    const { id } = checkpoint;
    const at = Math.round(checkpoint.startedAt);
    // First, so that whoever sees the checkpoint finds them.
    if (relations !== undefined || statements !== undefined) {
      const value: CheckpointCulprits = { id, relations: relations ?? null, statements: statements ?? null };
      this.addEvent('culprits', { at, value }, id);
    }
    this.addEvent('checkpoints', { at, value: checkpoint }, id);
  }

  addEvent(kind: HistoryKind, event: HistoryEvent, id: string): void {
    this.waiting = [...this.waiting.slice(-MAX_WAITING + 1), { kind, event, id }];
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await abortableDelay(SAMPLE_MS - (Date.now() % SAMPLE_MS), signal);
      if (!signal.aborted) await this.record();
    }
  }

  private async record(): Promise<void> {
    const { findHistory, logger, report } = this.options;
    try {
      const values = await report();
      const history = findHistory();
      if (history === null) return;
      await history.appendSample({ at: Date.now(), values });
      for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
        await history.appendEvent(next.kind, next.event, next.id);
        this.waiting = this.waiting.filter((event) => event !== next);
      }
    } catch (error: unknown) {
      logger.debug({ err: error }, 'History not written');
    }
  }
}
