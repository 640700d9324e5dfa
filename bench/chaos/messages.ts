import type { NewToken, TokenUpdate } from '../../domain/tokenColumns.ts';
import type { NewPoolEvent, NewTokenEvent, OrderedEvent } from '../../worker/types.ts';
import type { WriteKind } from '../../domain/writeKinds.ts';

/** One write as a producer asks a worker for it. */
export type ChaosWrite =
  | { readonly kind: 'create'; readonly token: NewToken }
  | { readonly kind: 'event'; readonly event: OrderedEvent<NewTokenEvent | NewPoolEvent> }
  | { readonly kind: 'update'; readonly updates: readonly TokenUpdate[]; readonly writeKind: WriteKind };

/** From the harness to a worker. */
export interface ChaosRequest {
  readonly id: number;
  readonly write: ChaosWrite;
}

/** From a worker to the harness. */
export type ChaosMessage =
  | { readonly type: 'ready' }
  | {
      readonly type: 'accepted';
      readonly id: number;
      /** Those that a newer poll had overtaken: they are not promised. */
      readonly stale: number;
    }
  | { readonly type: 'refused'; readonly id: number; readonly error: string };
