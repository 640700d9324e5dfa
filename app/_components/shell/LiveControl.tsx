'use client';

import { useEffect } from 'react';
import { formatCounted } from '../format.ts';
import { useLive, useLiveStore } from '../live/LiveProvider.tsx';
import { Button } from '../ui/Button.tsx';
import { StatusDot } from '../ui/StatusDot.tsx';

/** The space key belongs to whatever has the focus and can use it. */
const USES_SPACE = 'a, button, input, select, textarea, summary, [role], [contenteditable]';

/** Live or paused, by the button or by the space key; hovering never pauses. */
export function LiveControl() {
  const store = useLiveStore();
  const paused = useLive((view) => view.paused);
  const newPoints = useLive((view) => view.newPoints);
  const connection = useLive((view) => view.connection);
  const isSilent = useLive((view) => view.silentSince !== null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== ' ' || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.target instanceof Element && event.target.closest(USES_SPACE) !== null) return;
      event.preventDefault();
      store.setPaused(!store.read().paused);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [store]);
  const status = paused ? 'warn' : connection === 'streaming' && !isSilent ? 'good' : 'unknown';
  return (
    <div className="flex items-center gap-2 print-hidden">
      <span className="text-right text-xs text-muted">
        {paused
          ? formatCounted(newPoints, 'new point')
          : isSilent
            ? 'not live'
            : connection === 'polling' && 'no stream: asked every 2 s'}
      </span>
      <Button
        aria-pressed={paused}
        aria-keyshortcuts="Space"
        title={paused ? 'Go on (space)' : 'Hold the picture (space)'}
        onClick={() => store.setPaused(!paused)}
        className="w-24"
      >
        <StatusDot status={status} />
        {paused ? 'Paused' : 'Live'}
      </Button>
    </div>
  );
}
