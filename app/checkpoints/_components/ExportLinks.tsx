'use client';

import { useAddress } from '../../_components/ui/PageLink.tsx';
import { CHECKPOINT_RANGES, type CheckpointRange } from './useCheckpoints.ts';

const LOOK =
  'inline-flex min-h-8 items-center rounded-md border border-strong-line bg-raised px-3 text-sm font-medium text-ink hover:border-accent hover:text-accent';

export interface ExportLinksProps {
  readonly range: CheckpointRange;
  readonly path: '/api/export/checkpoints' | '/api/export/tables';
  /** Begins the sentence that says what is in the file. */
  readonly what: string;
}

/** Files of a range, whatever the filter shows. */
export function ExportLinks({ range, path, what }: ExportLinksProps) {
  const base = useAddress(path);
  return (
    <span className="flex gap-2 print-hidden">
      {(['csv', 'json'] as const).map((format) => {
        const address = `${base}${base.includes('?') ? '&' : '?'}format=${format}`;
        return (
          <a
            key={format}
            href={address}
            download
            title={`${what} of the last ${range}, as a file`}
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
