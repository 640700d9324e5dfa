import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { COMPONENTS } from '../../../domain/components.ts';
import { createRecorder } from '../../../worker/metrics/recorder.ts';
import { QUIET_KINDS, REJECT_REASONS } from '../../../worker/types.ts';

it('every series that is known in advance is there from the start, with 0', async () => {
  const registry = new Registry();
  createRecorder(registry, { timeScale: 1, syncIntervalMs: 300_000, source: 'replay' });
  const lines = (await registry.metrics()).split('\n');
  for (const reason of REJECT_REASONS)
    expect(lines).toContain(`breakwater_frames_rejected_total{source="replay",reason="${reason}"} 0`);
  for (const kind of ['create', 'pool', 'migration', 'market', ...QUIET_KINDS])
    expect(lines).toContain(`breakwater_events_total{source="replay",kind="${kind}"} 0`);
  for (const component of COMPONENTS) {
    expect(lines).toContain(`breakwater_stale_updates_total{component="${component}"} 0`);
    expect(lines).toContain(`breakwater_record_not_found_total{component="${component}"} 0`);
  }
  expect(lines).toContain('breakwater_data_latency_seconds_count{kind="metadata"} 0');
});
