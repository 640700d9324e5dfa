'use client';

import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';

export interface Segment<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  /** Given where the label does not say it. */
  readonly title?: string;
}

export interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly segments: readonly Segment<Value>[];
  /** Null: none is chosen. */
  readonly value: Value | null;
  /** Called with another value than the chosen one. */
  readonly onChoose: (value: Value) => void;
  readonly disabled?: boolean;
}

/** One of a few, all in sight. Arrow keys move, Enter or space chooses. */
export function Segmented<Value extends string>(props: SegmentedProps<Value>) {
  const { label, segments, value, onChoose, disabled = false } = props;
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      disabled={disabled}
      value={value ?? ''}
      onValueChange={(chosen) => {
        if (chosen !== '') onChoose(chosen as Value);
      }}
      className="inline-flex rounded-md border border-strong-line bg-raised p-0.5"
    >
      {segments.map((segment) => (
        <ToggleGroup.Item
          key={segment.value}
          value={segment.value}
          title={segment.title}
          className={classes(
            'flex min-h-7 items-center gap-1.5 rounded px-2 text-sm whitespace-nowrap text-ink',
            'hover:text-accent data-[state=on]:bg-accent data-[state=on]:font-medium data-[state=on]:text-on-accent',
            'disabled:text-muted',
          )}
        >
          {segment.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
