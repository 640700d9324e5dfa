import { WORKLOAD_PRESETS } from '../model/workload/presets.ts';
import { PRESET_NAMES } from '../domain/presets.ts';
import type { Workload } from '../model/workload/types.ts';
import type { WorkerHealth } from './types.ts';

/** Returns the workload of the worker's preset, in workload time; null where its events come from elsewhere. */
export function findSimulatedWorkload(worker: Pick<WorkerHealth, 'source' | 'preset'>): Workload | null {
  const preset = PRESET_NAMES.find((name) => name === worker.preset);
  return worker.source === 'simulate' && preset !== undefined ? WORKLOAD_PRESETS[preset] : null;
}
