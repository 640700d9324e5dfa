import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosWorker, Reply } from './ChaosWorker.ts';
import type { ChaosWrite } from './messages.ts';
import type { PlannedWrite, Workload } from './Workload.ts';

/** Writes asked for at a time, per worker. */
const LOOPS_PER_WORKER = 6;
/** Then another worker is asked for the same write, under the same order. */
const PATIENCE_MS = 3_000;
const PAUSE_MS = 50;

type Kind = ChaosWrite['kind'];

/** Ask workers for writes, each until one says it is accepted. */
export class Producers {
  private readonly workload: Workload;
  private readonly workers: readonly ChaosWorker[];
  /** When the newest write of each kind that was acknowledged had been asked for, wall ms. */
  private readonly askedAt: Record<Kind, number> = { create: 0, event: 0, update: 0 };
  private readonly loops: Promise<void>[] = [];
  private stopped = false;
  private turn = 0;

  constructor(workload: Workload, workers: readonly ChaosWorker[]) {
    this.workload = workload;
    this.workers = workers;
  }

  start(): void {
    for (let i = 0; i < LOOPS_PER_WORKER * this.workers.length; i++) this.loops.push(this.produce());
  }

  /** Plans no more; resolves once everything that was planned is acknowledged, and these rows are announced again. */
  async finish(lostRows: () => readonly string[]): Promise<void> {
    this.stopped = true;
    await Promise.all(this.loops);
    for (const planned of this.workload.remainingRows()) await this.insist(planned);
    for (const mint of lostRows()) await this.insist(this.workload.announceAgain(mint));
  }

  /** Wall ms from `since` until a write of each kind, asked for after it, is acknowledged. */
  async measureRecovery(since: number): Promise<number> {
    while (!this.stopped && Math.min(...Object.values(this.askedAt)) < since) await delay(10);
    return Date.now() - since;
  }

  private async produce(): Promise<void> {
    while (!this.stopped) await this.insist(this.workload.next());
  }

  private async insist({ write, keep }: PlannedWrite): Promise<void> {
    for (;;) {
      const askedAt = Date.now();
      const reply = await this.ask(write);
      if (reply.outcome === 'accepted') {
        this.askedAt[write.kind] = Math.max(this.askedAt[write.kind], askedAt);
        // The reply does not say which of several were overtaken: none of them is promised then.
        if (reply.stale === 0) keep(askedAt);
        return;
      }
      await delay(PAUSE_MS);
    }
  }

  private async ask(write: ChaosWrite): Promise<Reply> {
    const willing = this.workers.filter((worker) => worker.takesWrites);
    const worker = willing[this.turn++ % Math.max(1, willing.length)];
    return worker === undefined ? { outcome: 'unknown' } : worker.ask(write, PATIENCE_MS);
  }
}
