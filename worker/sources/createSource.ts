import type { Logger } from 'pino';
import type { NewToken } from '../../domain/tokenColumns.ts';
import type { Config } from '../config/index.ts';
import type { Source } from '../types.ts';
import { type WorkloadPlan, DEFAULT_PLAN, PRESETS } from '../../domain/presets.ts';
import { PumpPortalSource } from './PumpPortalSource.ts';
import { ReplaySource } from './ReplaySource.ts';
import { SimulateSource } from './SimulateSource.ts';
import { Simulation } from './simulation.ts';

/** The table that a preset starts from. */
export interface InitialTable {
  readonly size: number;
  readonly readTokens: (from: number, count: number) => readonly NewToken[];
  readonly trackedMints: () => readonly string[];
}

export interface SourceSetup {
  readonly source: Source;
  readonly plan: WorkloadPlan;
  /** Null: the source starts from what the table holds. */
  readonly initialTable: InitialTable | null;
}

/** The source that SOURCE names. */
export function createSource(config: Config, logger: Logger): SourceSetup {
  if (config.source === 'simulate') return createSimulateSource(config);
  if (config.source === 'pumpportal') {
    return {
      source: new PumpPortalSource({ logger, metadata: config.metadata }),
      plan: DEFAULT_PLAN,
      initialTable: null,
    };
  }
  const file = config.source.slice('replay:'.length);
  const source = new ReplaySource({ file, timeScale: config.timeScale, fast: config.replayFast });
  return { source, plan: DEFAULT_PLAN, initialTable: null };
}

function createSimulateSource(config: Config): SourceSetup {
  const preset = PRESETS[config.preset];
  const simulation = new Simulation(config.seed, preset);
  const now = Date.now();
  const { timeScale, workloadMinutes } = config;
  return {
    source: new SimulateSource({ simulation, preset, timeScale, workloadMinutes }),
    plan: workloadMinutes === undefined ? preset : { ...preset, tracksLaunches: false },
    initialTable: {
      size: preset.initialTokens,
      readTokens: (from, count) => simulation.initialTokens(from, count, now),
      trackedMints: () => simulation.trackedMints(),
    },
  };
}
