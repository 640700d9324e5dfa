import type { MutableColumns } from '../../domain/tokenColumns.ts';
import type { DrawOrder, Recorder, Source, TokenReader, WriteStrategy } from '../types.ts';

const ORIGIN = { component: 'EnrichTokenJob', kind: 'metadata' } as const;

/** The row is not there yet (it waits in the buffer, under buffer-all): the job is tried again later. */
export class RowMissingError extends Error {
  override readonly name = 'RowMissingError';
}

/** The values were read too long ago to be accepted: the job is tried again. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

export interface EnrichTokenJobDeps {
  readonly strategy: WriteStrategy;
  readonly reader: TokenReader;
  readonly drawOrder: DrawOrder;
  readonly recorder: Recorder;
  readonly source: Pick<Source, 'readHolderCounts' | 'readMetadata'>;
}

/** Adds holder count and metadata to a new row. */
export class EnrichTokenJob {
  private readonly deps: EnrichTokenJobDeps;

  constructor(deps: EnrichTokenJobDeps) {
    this.deps = deps;
  }

  /** @throws RowMissingError, OvertakenError: try again later. */
  async run(mint: string, uri: string | null): Promise<void> {
    const { strategy, reader, drawOrder, recorder } = this.deps;
    if (!(await reader.readExisting([mint])).has(mint)) {
      recorder.countRecordNotFound('EnrichTokenJob', 1);
      throw new RowMissingError(`token_discovery has no row for ${mint} yet`);
    }
    const order = await drawOrder();
    const columns = await this.readColumns(mint, uri);
    if (Object.keys(columns).length === 0) return;
    const { stale } = await strategy.update([{ mint, order, ...columns }], ORIGIN);
    if (stale > 0) throw new OvertakenError(`newer values of ${mint}'s shard came first: read again`);
  }

  private async readColumns(mint: string, uri: string | null): Promise<MutableColumns> {
    const { source } = this.deps;
    const holders = await source.readHolderCounts?.([mint], 0);
    const metadata = await source.readMetadata?.(mint, uri);
    const holderCount = holders?.get(mint);
    return { ...(holderCount !== undefined && { holderCount }), ...(metadata != null && { metadata }) };
  }
}
