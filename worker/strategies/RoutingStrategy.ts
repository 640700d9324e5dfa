import type { NewToken, TokenUpdate } from '../../domain/tokenColumns.ts';
import type {
  CreateOutcome,
  ModalStrategy,
  Recorder,
  UpdateOutcome,
  WriteMode,
  WriteOrigin,
  WriteStrategy,
} from '../types.ts';
import { isUnbuffered, type StrategyName } from '../../domain/strategies.ts';

export interface RoutingStrategyOptions {
  readonly strategies: Readonly<Record<StrategyName, ModalStrategy>>;
  readonly currentMode: () => WriteMode;
  /** Reads the active mode and makes sure that every shard has it. */
  readonly refreshMode: () => Promise<WriteMode>;
  readonly recorder: Recorder;
}

/** Sends every write down the active strategy; what a switch overtook is routed again. */
export class RoutingStrategy implements WriteStrategy {
  private readonly options: RoutingStrategyOptions;

  constructor(options: RoutingStrategyOptions) {
    this.options = options;
  }

  async create(token: NewToken, origin: WriteOrigin): Promise<CreateOutcome> {
    for (let mode = this.options.currentMode(); ; mode = await this.options.refreshMode()) {
      const startedAt = performance.now();
      const outcome = await this.options.strategies[mode.strategy].create(token, origin, mode);
      if (outcome === 'mode-changed') continue;
      if (outcome !== 'buffered')
        this.options.recorder.recordLatency('create', (performance.now() - startedAt) / 1_000);
      return outcome;
    }
  }

  async update(updates: readonly TokenUpdate[], origin: WriteOrigin): Promise<UpdateOutcome> {
    let remaining = updates;
    let accepted = 0;
    let stale = 0;
    let mode = this.options.currentMode();
    for (;;) {
      const startedAt = performance.now();
      const outcome = await this.options.strategies[mode.strategy].update(remaining, origin, mode);
      accepted += outcome.accepted;
      stale += outcome.stale;
      if (isUnbuffered(mode.strategy) && outcome.accepted > 0) {
        this.options.recorder.recordLatency(origin.kind, (performance.now() - startedAt) / 1_000);
      }
      remaining = outcome.modeChanged ? (outcome.remaining ?? []) : [];
      if (remaining.length === 0) break;
      // Only then: it asks PostgreSQL, which may be away while the buffer takes updates.
      mode = await this.options.refreshMode();
    }
    if (stale > 0) this.options.recorder.countStale(origin.component, stale);
    return { accepted, stale };
  }
}
