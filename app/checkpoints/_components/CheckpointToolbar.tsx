'use client';

import { ToggleGroup } from 'radix-ui';
import type { ListedCheckpoint } from '../../../domain/checkpoints.ts';
import { CHECKPOINT_CAUSES_SHOWN, countCauses } from './causes.ts';
import { CAUSE_IDENTITY } from '../../../domain/identityColors.ts';
import { Segmented } from '../../_components/ui/Segmented.tsx';
import { Swatch } from '../../_components/ui/Swatch.tsx';
import { SearchField } from '../../_components/ui/SearchField.tsx';
import { writeUrl } from '../../_components/ui/useUrlParams.ts';
import { RangeChoice } from './RangeChoice.tsx';
import { type CheckpointView, writeCauses } from './useCheckpointView.ts';

const SKIPPED_SEGMENTS = [
  { value: 'shown', label: 'Show skipped' },
  { value: 'hidden', label: 'Hide skipped' },
  { value: 'only', label: 'Only skipped' },
] as const;

export interface CheckpointToolbarProps {
  /** An import is shown as a whole. */
  readonly hasRange?: boolean;
  readonly view: CheckpointView;
  readonly checkpoints: readonly ListedCheckpoint[];
}

export function CheckpointToolbar({ view, checkpoints, hasRange = true }: CheckpointToolbarProps) {
  const { range, filter } = view;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2 print-hidden">
      {hasRange && <RangeChoice range={range} />}
      <CauseFilter chosen={filter.causes} checkpoints={checkpoints} />
      <Segmented
        label="Skipped checkpoints"
        segments={SKIPPED_SEGMENTS}
        value={filter.skipped}
        onChoose={(value) => writeUrl({ skipped: value === 'shown' ? null : value })}
      />
      <SearchField
        label="Search in causes, notes and LSNs"
        placeholder="Cause, note or LSN"
        value={filter.text}
        onSearch={(text) => writeUrl({ q: text })}
      />
    </div>
  );
}

function CauseFilter(props: {
  readonly chosen: readonly string[];
  readonly checkpoints: readonly ListedCheckpoint[];
}) {
  const counts = countCauses(props.checkpoints);
  const causes = CHECKPOINT_CAUSES_SHOWN.filter((cause) => counts.has(cause) || props.chosen.includes(cause));
  if (causes.length === 0) return null;
  return (
    <ToggleGroup.Root
      type="multiple"
      aria-label="Causes; none chosen shows all"
      value={[...props.chosen]}
      onValueChange={writeCauses}
      className="flex flex-wrap gap-1"
    >
      {causes.map((cause) => (
        <ToggleGroup.Item
          key={cause}
          value={cause}
          className="inline-flex min-h-8 items-center gap-2 rounded-md border border-line px-2.5 text-sm text-muted hover:text-accent data-[state=on]:border-accent data-[state=on]:bg-sunken data-[state=on]:text-ink"
        >
          <Swatch identity={CAUSE_IDENTITY[cause]} />
          {CAUSE_IDENTITY[cause].label}
          <span className="text-xs">{counts.get(cause) ?? 0}</span>
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
