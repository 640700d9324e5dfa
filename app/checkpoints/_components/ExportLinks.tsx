'use client';

import { useAddress } from '../../_components/ui/PageLink.tsx';
import { CHECKPOINT_RANGES, type CheckpointRange } from './useCheckpoints.ts';

const LOOK =
  'inline-flex min-h-8 items-center rounded-md border border-strong-line bg-raised px-3 text-sm font-medium text-ink hover:border-accent hover:text-accent';

/** Files of all checkpoints of the range, whatever the filter shows. */
export function ExportLinks({ range }: { readonly range: CheckpointRange }) {
  const base = useAddress('/api/export/checkpoints');
  return (
    <span className="flex gap-2 print-hidden">
      {(['csv', 'json'] as const).map((format) => {
        const address = `${base}${base.includes('?') ? '&' : '?'}format=${format}`;
        return (
          <a
            key={format}
            href={address}
            download
            title={`All checkpoints of the last ${range}, as a file`}
            // The range ends when it is asked for, not when the link was drawn.
            onClick={({ currentTarget }) => {
              const now = Date.now();
              currentTarget.href = `${address}&from=${now - CHECKPOINT_RANGES[range]}&to=${now}`;
            }}
            className={LOOK}
          >
            Export {format.toUpperCase()}
          </a>
        );
      })}
    </span>
  );
}
