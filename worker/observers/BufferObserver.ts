import type { Logger } from 'pino';
import type { RedisClient } from '../../redis/client.ts';
import type { BufferSample } from '../metrics/recorder.ts';
import { abortableDelay } from '../../machine/abortableDelay.ts';
import type { Ledger } from '../../buffer/ledger.ts';
import type { Part } from '../types.ts';

const POLL_MS = 1_000;
const MEMORY_EVERY_POLLS = 10;
const MEMORY_SAMPLE = 20;

export interface BufferObserverOptions {
  readonly redis: RedisClient;
  readonly readLedger: () => Promise<Ledger>;
  readonly record: (sample: BufferSample) => void;
  readonly logger: Logger;
  readonly sampleEntryKeys: (count: number) => Promise<readonly string[]>;
  /** Pressure: flush sooner at half of the entries or bytes, or when the oldest is this old. */
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  readonly onPressure: () => void;
}

/** Watches the buffer: its ledger each second, its memory every ten. */
export class BufferObserver implements Part {
  private readonly options: BufferObserverOptions;
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  /** Null until entries have been measured. */
  private memoryBytesPerEntry: number | null = null;
  private reportedImbalance = 0;

  constructor(options: BufferObserverOptions) {
    this.options = options;
  }

  async start(): Promise<void> {
    await this.observe(0);
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    for (let poll = 1; !this.stopping.signal.aborted; poll++) {
      await abortableDelay(POLL_MS, this.stopping.signal);
      if (!this.stopping.signal.aborted) await this.observe(poll);
    }
  }

  private async observe(poll: number): Promise<void> {
    try {
      const ledger = await this.options.readLedger();
      const held = ledger.pending + ledger.parked;
      const isDue = poll % MEMORY_EVERY_POLLS === 0 || this.memoryBytesPerEntry === null;
      if (isDue && held > 0)
        this.memoryBytesPerEntry = (await this.sampleMemory()) ?? this.memoryBytesPerEntry;
      const sample = { ...ledger, memoryBytes: estimateBytes(held, this.memoryBytesPerEntry) };
      this.options.record(sample);
      this.reportImbalance(ledger);
      if (this.isUnderPressure(sample)) this.options.onPressure();
    } catch (error: unknown) {
      this.options.logger.debug({ err: error }, 'Buffer not read');
    }
  }

  /** Bytes an entry; null where all of the sample were written meanwhile. */
  private async sampleMemory(): Promise<number | null> {
    const keys = await this.options.sampleEntryKeys(MEMORY_SAMPLE);
    const sizes = await Promise.all(keys.map((key) => this.options.redis.memory('USAGE', key)));
    const known = sizes.filter((size) => size !== null);
    return known.length === 0 ? null : known.reduce((sum, size) => sum + size, 0) / known.length;
  }

  private isUnderPressure(sample: BufferSample): boolean {
    const { maxEntries, maxBytes, maxAgeMs } = this.options;
    const ageMs = sample.oldestDirtyAt === null ? 0 : Date.now() - sample.oldestDirtyAt / 1_000;
    return sample.pending > maxEntries / 2 || (sample.memoryBytes ?? 0) > maxBytes / 2 || ageMs > maxAgeMs;
  }

  private reportImbalance(ledger: Ledger): void {
    if (ledger.imbalance === this.reportedImbalance) return;
    this.reportedImbalance = ledger.imbalance;
    if (ledger.imbalance !== 0)
      this.options.logger.error({ ledger }, 'Accepted updates cannot be accounted for');
  }
}

/** Null where rows are held and none has been measured yet. */
function estimateBytes(held: number, bytesPerEntry: number | null): number | null {
  if (held === 0) return 0;
  return bytesPerEntry === null ? null : Math.round(held * bytesPerEntry);
}
