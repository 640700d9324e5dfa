import type { System } from '../../../server/types.ts';
import { useLive } from './LiveProvider.tsx';

const PIPELINE: System = { pipeline: true, server: null, servers: [], buffers: true };

/** The system that this dashboard shows; a pipeline until that is known. */
export const useSystem = (): System => useLive((view) => view.overview?.system ?? PIPELINE);

/** The hour in "per hour": the workload's time may run faster than the clock, that of a watched server does not. */
export const useHour = (): 'workload hour' | 'hour' => (useSystem().pipeline ? 'workload hour' : 'hour');
