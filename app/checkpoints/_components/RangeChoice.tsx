'use client';

import { Segmented } from '../../_components/ui/Segmented.tsx';
import { pickParam, writeUrl } from '../../_components/ui/useUrlParams.ts';
import type { CheckpointRange } from './useCheckpoints.ts';

const SEGMENTS = (['1h', '6h', '24h', '7d', '30d'] as const).map((value) => ({ value, label: value }));
/** The first is the one that an address without a range means. */
const RANGES = ['24h', '1h', '6h', '7d', '30d'] as const satisfies readonly CheckpointRange[];

export const readRange = (params: Pick<URLSearchParams, 'get'>): CheckpointRange =>
  pickParam(params.get('range'), RANGES);

/** The range of a page of checkpoints, as the address holds it. */
export function RangeChoice({ range }: { readonly range: CheckpointRange }) {
  return (
    <Segmented
      label="Time range"
      segments={SEGMENTS}
      value={range}
      onChoose={(value) => writeUrl({ range: value === RANGES[0] ? null : value }, 'push')}
    />
  );
}
