'use client';

import { formatSeconds } from '../format.ts';
import { useLive } from '../live/LiveProvider.tsx';
import { useSystem } from '../live/useSystem.ts';
import { Hint } from '../ui/Hint.tsx';

/** Where the load comes from, and how fast its time runs. */
export function Workload() {
  const worker = useLive((view) => view.overview?.worker ?? null);
  const { pipeline } = useSystem();
  if (!pipeline || worker === null || worker.timeScale === null) return null;
  const { timeScale, source, preset, syncIntervalMs } = worker;
  const name = source === 'simulate' && preset !== null ? preset : (source ?? 'no source');
  const interval = syncIntervalMs === null ? null : syncIntervalMs / 1_000;
  return (
    <Hint
      about="the workload"
      more="/docs/configuration"
      className="flex min-h-8 items-center rounded-md px-2 text-xs whitespace-nowrap text-muted hover:text-ink"
      trigger={`${name} · time × ${timeScale}`}
    >
      {source === 'simulate' ? `Simulated load, preset “${name}”. ` : `Events come from ${name}. `}
      {timeScale === 1
        ? 'Workload time is real time.'
        : `Workload time runs ${timeScale} times as fast as the clock: 5 minutes of it take ${formatSeconds(300 / timeScale)}. “Per hour” means per hour of workload time. Checkpoint pacing is PostgreSQL's own (0.1 s a page) and does not scale.`}
      {interval !== null && ` The buffer is synced every ${formatSeconds(interval)} of workload time.`}
    </Hint>
  );
}
