import { setTimeout as delay } from 'node:timers/promises';
import type { FaultContext } from './faults/Fault.ts';
import { FAULTS } from './faults/faultTable.ts';
import type { Producers } from './Producers.ts';
import type { FaultReport, ScheduledFault } from './types.ts';

export interface FaultProgress {
  readonly elapsedMs: number;
  /** Done so far. */
  readonly faults: number;
}

/** Inflicts a schedule: each fault at its moment, or once what it hurts has got over the one before. */
export class FaultRunner {
  private readonly context: FaultContext;
  private readonly producers: Producers;
  private readonly onProgress: (progress: FaultProgress) => void;
  /** The running fault of each target. */
  private readonly busy = new Map<string, Promise<void>>();
  private readonly reports: FaultReport[] = [];
  private begun = 0;

  constructor(context: FaultContext, producers: Producers, onProgress: (progress: FaultProgress) => void) {
    this.context = context;
    this.producers = producers;
    this.onProgress = onProgress;
  }

  /** Resolves once every fault is over and writes pass again. */
  async run(
    schedule: readonly ScheduledFault[],
    lengthMs: number,
    signal: AbortSignal,
  ): Promise<readonly FaultReport[]> {
    this.begun = performance.now();
    for (const fault of schedule) {
      if (!(await this.waitUntil(fault.atMs, signal))) break;
      const { target } = FAULTS[fault.name];
      await this.busy.get(target);
      if (signal.aborted || this.elapsedMs() > lengthMs) break;
      this.busy.set(target, this.inflict(fault));
    }
    await this.waitUntil(lengthMs, signal);
    await Promise.all(this.busy.values());
    return this.reports;
  }

  private async inflict(fault: ScheduledFault): Promise<void> {
    await FAULTS[fault.name].inflict(this.context, fault);
    const recoveryMs = await this.producers.measureRecovery(Date.now());
    this.reports.push({ name: fault.name, atMs: fault.atMs, recoveryMs });
    this.onProgress({ elapsedMs: this.elapsedMs(), faults: this.reports.length });
  }

  /** False if it was aborted. */
  private async waitUntil(atMs: number, signal: AbortSignal): Promise<boolean> {
    const waitMs = atMs - this.elapsedMs();
    if (waitMs > 0) await delay(waitMs, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }

  private elapsedMs(): number {
    return performance.now() - this.begun;
  }
}
