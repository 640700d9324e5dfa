import type pg from 'pg';
import type { Logger } from 'pino';
import type { RedisClient } from '../../redis/client.ts';
import { raiseWriteModeEpoch, readWriteMode, upsertWriteMode } from '../../db/statements/writeMode.ts';
import { SETTINGS_KEY } from '../../redis/keys.ts';
import { type Part, type WriteMode } from '../types.ts';
import { isSplit, isUnbuffered, STRATEGY_NAMES, type StrategyName } from '../../domain/strategies.ts';
import { abortableDelay } from '../../machine/abortableDelay.ts';

const POLL_MS = 500;

export interface WriteModeKeeperOptions {
  readonly pool: pg.Pool;
  readonly redis: RedisClient;
  readonly logger: Logger;
  /** The strategy in STRATEGY; undefined: the last one set. */
  readonly configured: StrategyName | undefined;
  readonly fallback: StrategyName;
  /** Returns the newest epoch that a shard has. */
  readonly setShardModes: (strategy: StrategyName, epoch: number) => Promise<number>;
  readonly onMode: (mode: WriteMode) => void;
  /** Moves volatile columns back into the wide rows. False: stopped before the end. */
  readonly foldAll: (signal: AbortSignal) => Promise<boolean>;
  /** Called after a switch that leaves a buffering strategy, or the split layout: drain now. */
  readonly onLeave: () => void;
}

/**
 * Keeps track of the active strategy. The requested one is in Redis (`bw:settings`, set by `npm run strategy`); the
 * active one is in PostgreSQL's write_mode with an epoch, and every shard of the buffer carries a copy that only moves
 * forward. A switch is these two steps; a worker that dies between them is finished by the next poll of any other.
 *
 * After the first step no direct update passes any more (its epoch is old), after the second no put does. Between
 * them both wait. Leaving a buffering strategy, updates go direct at once and the buffer drains behind them: every
 * column group carries its order, so an older buffered value cannot overwrite a newer direct one.
 *
 * Leaving `hybrid-split`, the volatile columns first go back into the wide rows, in batches. Meanwhile a buffering
 * strategy is active, updates wait, and nothing is flushed: a direct update never meets a row whose values live
 * elsewhere.
 */
export class WriteModeKeeper implements Part {
  private readonly options: WriteModeKeeperOptions;
  private readonly stopping = new AbortController();
  private mode: WriteMode | null = null;
  private loop: Promise<void> = Promise.resolve();

  constructor(options: WriteModeKeeperOptions) {
    this.options = options;
  }

  get current(): WriteMode {
    if (this.mode === null) throw new Error('WriteModeKeeper is asked before it has started');
    return this.mode;
  }

  async start(): Promise<void> {
    const { configured, fallback, redis, pool } = this.options;
    const active = await readWriteMode(pool);
    const strategy =
      configured ?? (await this.readAskedFor()) ?? toStrategyName(active?.strategy) ?? fallback;
    await redis.hset(SETTINGS_KEY, 'strategy', strategy);
    await this.switchTo(strategy);
    this.loop = this.follow();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  /** Reads the active mode and makes sure that every shard has it. */
  refresh = async (): Promise<WriteMode> => {
    for (;;) {
      const row = await readWriteMode(this.options.pool);
      if (row === null) throw new Error('write_mode has no row: restart the worker');
      const strategy = row.strategy as StrategyName;
      const epoch = await this.options.setShardModes(strategy, row.epoch);
      if (epoch === row.epoch) {
        this.mode = { strategy, epoch };
        this.options.onMode(this.mode);
        return this.mode;
      }
      // PostgreSQL was set back (restored, or made again) and Redis was not: go past what the shards have seen.
      await raiseWriteModeEpoch(this.options.pool, epoch);
    }
  };

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      await abortableDelay(POLL_MS, signal);
      if (signal.aborted) return;
      try {
        const asked = await this.readAskedFor();
        await this.switchTo(asked ?? this.current.strategy);
      } catch (error: unknown) {
        this.options.logger.debug({ err: error }, 'Strategy not read, trying again');
      }
    }
  }

  private async switchTo(strategy: StrategyName): Promise<void> {
    const before = this.mode;
    let row = await readWriteMode(this.options.pool);
    if (row?.layout === 'split' && !isSplit(strategy)) {
      if (!(await this.leaveSplit(row.strategy, strategy))) return;
      row = await readWriteMode(this.options.pool);
    }
    if (row?.strategy !== strategy) await upsertWriteMode(this.options.pool, strategy);
    const mode = await this.refresh();
    if (before?.epoch === mode.epoch) return;
    this.options.logger.info(
      { strategy: mode.strategy, epoch: mode.epoch, before: before?.strategy },
      'Active write strategy',
    );
    if (before !== null && !isUnbuffered(before.strategy) && isUnbuffered(mode.strategy))
      this.options.onLeave();
  }

  /** False: stopped before the end; whoever polls next goes on. */
  private async leaveSplit(active: string, wanted: StrategyName): Promise<boolean> {
    if (isSplit(active)) {
      await upsertWriteMode(this.options.pool, isUnbuffered(wanted) ? 'hybrid' : wanted);
    }
    await this.refresh();
    if (!(await this.options.foldAll(this.stopping.signal))) return false;
    this.options.onLeave();
    return true;
  }

  private async readAskedFor(): Promise<StrategyName | undefined> {
    return toStrategyName(await this.options.redis.hget(SETTINGS_KEY, 'strategy'));
  }
}

function toStrategyName(text: string | null | undefined): StrategyName | undefined {
  return STRATEGY_NAMES.find((name) => name === text);
}
