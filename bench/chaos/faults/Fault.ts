import type { ChaosServers } from '../ChaosServers.ts';
import type { ChaosWorker } from '../ChaosWorker.ts';
import type { TailLoss } from '../tailLoss.ts';
import type { ScheduledFault } from '../types.ts';
import type { Workload } from '../Workload.ts';

export interface FaultContext {
  readonly servers: ChaosServers;
  readonly workers: readonly ChaosWorker[];
  readonly workload: Workload;
  /** The losses that `everysec` allowed Redis. */
  readonly tailLosses: TailLoss[];
}

export interface Fault {
  /** The part that it hurts: two faults never hurt the same thing at a time, different things they may. */
  readonly target: 'worker' | 'redis' | 'redis network' | 'postgres' | 'postgres network' | 'workload';
  /** Why this machine does not allow it; absent or null: it does. */
  readonly skipReason?: (context: FaultContext) => string | null;
  /** Resolves once it is over and undone. */
  readonly inflict: (context: FaultContext, fault: ScheduledFault) => Promise<void>;
}
