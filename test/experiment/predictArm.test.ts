import { expect, it } from 'vitest';
import { predictCycles, scalePreset } from '../../experiment/predictArm.ts';
import { parsePlan } from '../../experiment/plan.ts';
import { renderText } from '../../experiment/renderText.ts';
import { resultOf, runOf } from './results.ts';

const plan = parsePlan({ preset: 'incident', timeScale: 10 });
const [direct, hybrid] = plan.arms;

it('the preset is scaled to the time of its server', () => {
  const workload = scalePreset(plan, hybrid!);
  expect(workload.updatesPerSecond).toBeCloseTo(666.7, 1);
  expect(workload).toMatchObject({ strategy: 'hybrid', syncIntervalSeconds: 30, createsPerHour: 240 });
});

it('what the model says is per workload hour, as what is measured', () => {
  const slow = { ...scalePreset(plan, direct!), checkpointTimeoutSeconds: 30 };
  const real = { ...scalePreset({ ...plan, timeScale: 1 }, direct!), checkpointTimeoutSeconds: 300 };
  const [scaled, unscaled] = [predictCycles(slow, 3, 10), predictCycles(real, 3, 1)];
  expect(scaled.walBytesPerHour / unscaled.walBytesPerHour).toBeCloseTo(1, 2);
  expect(scaled.writeSeconds * 10).toBeCloseTo(unscaled.writeSeconds, 0);
});

it('is beside the figures in a report, and is left out of older ones', () => {
  const model = predictCycles({ ...scalePreset(plan, direct!), checkpointTimeoutSeconds: 30 }, 3, 10);
  const text = renderText(resultOf([runOf(0, [1, 2, 3, 4], { model }), runOf(1, [1, 2, 3, 4])]));
  expect(text.match(/the model said/g)).toHaveLength(2);
  expect(renderText(resultOf([runOf(0, [1, 2, 3, 4])]))).not.toContain('the model said');
});
