'use client';

import type { MouseEvent } from 'react';
import type { ListedCheckpoint } from '../../../domain/checkpoints.ts';
import { formatClock } from '../../_components/format.ts';
import { useAddress } from '../../_components/ui/PageLink.tsx';
import { useHydrated } from '../../_components/ui/useHydrated.ts';
import { usePagePath } from '../../_components/shell/usePagePath.ts';
import { useUrlParams, writeUrl } from '../../_components/ui/useUrlParams.ts';

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const isToday = (at: number): boolean => new Date(at).toDateString() === new Date().toDateString();

/** The start as a link to the details; the whole row answers to the pointer. */
export function StartLink({ checkpoint }: { readonly checkpoint: ListedCheckpoint }) {
  const hydrated = useHydrated();
  const { id, startedAt } = checkpoint;
  const path = usePagePath();
  const params = new URLSearchParams(useUrlParams().toString());
  params.set('id', id);
  const address = useAddress(`${path}?${params}`);
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    writeUrl({ id }, 'push');
  };
  return (
    <a
      href={address}
      onClick={open}
      data-row-link=""
      aria-haspopup="dialog"
      className="font-medium text-accent after:absolute after:inset-0"
    >
      {hydrated
        ? `${isToday(startedAt) ? '' : `${day.format(startedAt)}, `}${formatClock(startedAt)}`
        : '00:00:00'}
    </a>
  );
}
