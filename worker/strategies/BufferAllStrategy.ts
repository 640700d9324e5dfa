import type { NewToken } from '../../domain/tokenColumns.ts';
import type { CreateOutcome, WriteMode, WriteOrigin } from '../types.ts';
import { HybridStrategy } from './HybridStrategy.ts';

/**
 * Creates wait in Redis too: the first, broken fix. A reader that looks for the row before the sync job has been there does
 * not find it. Shown for what it was; nothing is lost.
 */
export class BufferAllStrategy extends HybridStrategy {
  override async create(
    token: NewToken,
    _origin: WriteOrigin,
    mode: WriteMode,
  ): Promise<CreateOutcome | 'mode-changed'> {
    return (await this.buffer.bufferCreate(token, mode.epoch)) ? 'buffered' : 'mode-changed';
  }
}
