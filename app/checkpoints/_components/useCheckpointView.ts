'use client';

import type { SortingState } from '@tanstack/react-table';
import { useMemo } from 'react';
import type { CheckpointCause } from '../../../domain/checkpoints.ts';
import { pickParam, useUrlParams, writeUrl } from '../../_components/ui/useUrlParams.ts';
import { CAUSE_IDENTITY } from '../../../domain/identityColors.ts';
import { type CheckpointFilter, SKIPPED_CHOICES } from './checkpointFilter.ts';
import { readRange } from './RangeChoice.tsx';
import type { CheckpointRange } from './useCheckpoints.ts';

const DEFAULT_SORT = 'start.desc';

export interface CheckpointView {
  readonly range: CheckpointRange;
  readonly filter: CheckpointFilter;
  readonly sorting: SortingState;
  /** Id of the open checkpoint. */
  readonly id: string | null;
}

/** The state of the list, as the address holds it. */
export function useCheckpointView(): CheckpointView {
  const params = useUrlParams();
  const range = readRange(params);
  const causes = params.get('cause') ?? '';
  const skipped = pickParam(params.get('skipped'), SKIPPED_CHOICES);
  const text = params.get('q') ?? '';
  const sort = params.get('sort') ?? DEFAULT_SORT;
  const id = params.get('id');
  const filter = useMemo(() => ({ causes: parseCauses(causes), skipped, text }), [causes, skipped, text]);
  const sorting = useMemo(() => {
    const [column = 'start', order] = sort.split('.');
    return [{ id: column, desc: order !== 'asc' }];
  }, [sort]);
  return { range, filter, sorting, id };
}

export const writeCauses = (causes: readonly string[]): void => writeUrl({ cause: causes.join(',') });

export function writeSorting([first]: SortingState): void {
  const text = first === undefined ? null : `${first.id}.${first.desc ? 'desc' : 'asc'}`;
  writeUrl({ sort: text === DEFAULT_SORT ? null : text });
}

const parseCauses = (text: string): CheckpointCause[] =>
  text.split(',').filter((cause): cause is CheckpointCause => Object.hasOwn(CAUSE_IDENTITY, cause));
