import { readTableFacts } from '../db/statements/readTableFacts.ts';
import type { Queryable } from '../db/queryable.ts';
import { CALIBRATION } from '../model/calibration.ts';
import { averageCycles } from '../model/workload/predict.ts';
import { WORKLOAD_PRESETS } from '../model/workload/presets.ts';
import { simulateCycles } from '../model/workload/simulate.ts';
import { MODEL_STRATEGY_OF, type Workload } from '../model/workload/types.ts';
import type { ArmPlan, ExperimentPlan, ModelFigures } from '../domain/experiment.ts';

/** The model's prediction of a run, from the plan and the table before it begins. */
export async function predictArm(
  client: Queryable,
  { plan, arm }: { readonly plan: ExperimentPlan; readonly arm: ArmPlan },
): Promise<ModelFigures | null> {
  const facts = await readTableFacts(client, 'token_discovery');
  if (facts === null) return null;
  const { settings } = facts;
  const rows = Math.max(1, Math.round(facts.rows));
  const indexBytes = facts.indexes.reduce((sum, { bytes }) => sum + bytes, 0);
  const workload: Workload = {
    ...scalePreset(plan, arm),
    ...settings,
    rows,
    bytesPerRow: facts.heapBytes / rows,
    bytesPerIndexEntry: indexBytes / facts.indexes.length / rows,
    compressionRatio: settings.walCompression === 'off' ? 1 : CALIBRATION.compressionRatio,
  };
  return predictCycles(workload, plan.cycles, plan.timeScale);
}

/** The preset as its server sees it: in wall time. */
export function scalePreset({ preset, timeScale }: ExperimentPlan, arm: ArmPlan): Workload {
  const own = WORKLOAD_PRESETS[preset];
  return {
    ...own,
    strategy: MODEL_STRATEGY_OF[arm.strategy],
    updatesPerSecond: own.updatesPerSecond * timeScale,
    createsPerHour: own.createsPerHour * timeScale,
    syncIntervalSeconds: arm.syncIntervalMs / 1_000 / timeScale,
  };
}

/** The measured cycles: a forced checkpoint, one cycle that is discarded, then these. */
export function predictCycles(workload: Workload, cycles: number, timeScale: number): ModelFigures {
  const all = simulateCycles(workload, CALIBRATION.constants, { cycles: cycles + 1 });
  const measured = all.slice(1);
  // A checkpoint is counted in the cycle after the one that it closes.
  const written = averageCycles(all.slice(0, -1));
  const seconds = measured.reduce((sum, cycle) => sum + cycle.seconds, 0);
  const perHour = (total: number): number => (total * 3_600) / seconds / timeScale;
  const sum = (name: 'walBytes' | 'fullPageImages' | 'statements'): number =>
    perHour(measured.reduce((total, cycle) => total + cycle[name], 0));
  return {
    buffersPerCycle: written.buffersWritten,
    writeSeconds: written.writeSeconds,
    walBytesPerHour: sum('walBytes'),
    fullPageImagesPerHour: sum('fullPageImages'),
    statementsPerHour: sum('statements'),
  };
}
