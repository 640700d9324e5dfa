import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosWorker } from '../ChaosWorker.ts';
import type { ScheduledFault } from '../types.ts';
import type { Fault, FaultContext } from './Fault.ts';

const pickWorker = ({ workers }: FaultContext, { pick }: ScheduledFault): ChaosWorker =>
  workers[Math.floor(pick * workers.length)]!;

/** SIGKILL: whatever it held in memory is gone. */
export const killWorker: Fault = {
  target: 'worker',
  inflict: async (context, fault) => {
    const worker = pickWorker(context, fault);
    worker.kill();
  },
};

/** SIGSTOP, SIGCONT: it goes on with what it had read before. */
export const freezeWorker: Fault = {
  target: 'worker',
  inflict: async (context, fault) => {
    const worker = pickWorker(context, fault);
    worker.freeze();
    await delay(fault.holdMs);
    worker.thaw();
  },
};

/** SIGTERM, as in a rolling restart. */
export const restartWorker: Fault = {
  target: 'worker',
  inflict: async (context, fault) => {
    await pickWorker(context, fault).endGently();
  },
};
