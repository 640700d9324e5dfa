import type { NewToken, TokenUpdate } from '../../domain/tokenColumns.ts';
import type {
  CreateOutcome,
  ModalStrategy,
  ModeChanged,
  UpdateOutcome,
  WriteMode,
  WriteOrigin,
} from '../types.ts';
import type { CreateToken } from './createToken.ts';
import { isPolled } from './writeKinds.ts';

/** The buffer as the strategies see it; TokenBufferManager implements it. */
export interface UpdateBuffer {
  bufferTokens(
    updates: readonly TokenUpdate[],
    how: { readonly epoch: number; readonly polled: boolean; readonly target: 'dirty' },
  ): Promise<UpdateOutcome & { readonly modeChanged: boolean; readonly remaining?: readonly TokenUpdate[] }>;
  bufferCreate(token: NewToken, epoch: number): Promise<boolean>;
}

/** New rows go to PostgreSQL at once; updates wait in Redis, merged per token, for the sync job. */
export class HybridStrategy implements ModalStrategy {
  protected readonly buffer: UpdateBuffer;
  private readonly createToken: CreateToken;

  constructor(buffer: UpdateBuffer, createToken: CreateToken) {
    this.buffer = buffer;
    this.createToken = createToken;
  }

  create(token: NewToken, origin: WriteOrigin, mode: WriteMode): Promise<CreateOutcome | 'mode-changed'> {
    return this.createToken(token, origin, mode.strategy);
  }

  async update(
    updates: readonly TokenUpdate[],
    origin: WriteOrigin,
    mode: WriteMode,
  ): Promise<UpdateOutcome & Partial<ModeChanged>> {
    const { accepted, stale, modeChanged, remaining } = await this.buffer.bufferTokens(updates, {
      epoch: mode.epoch,
      polled: isPolled(origin.kind),
      target: 'dirty',
    });
    return modeChanged ? { accepted, stale, modeChanged, remaining: remaining ?? [] } : { accepted, stale };
  }
}
