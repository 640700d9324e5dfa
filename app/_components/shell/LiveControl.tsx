'use client';

import { formatCounted } from '../format.ts';
import { useLive, useLiveStore } from '../live/LiveProvider.tsx';
import { Button } from '../ui/Button.tsx';
import { StatusDot } from '../ui/StatusDot.tsx';
import { useShortcut } from '../ui/useShortcut.ts';

/** Live or paused, by the button or by its key; hovering never pauses. Space is left to scroll. */
export function LiveControl() {
  const store = useLiveStore();
  const paused = useLive((view) => view.paused);
  const newPoints = useLive((view) => view.newPoints);
  const connection = useLive((view) => view.connection);
  const isSilent = useLive((view) => view.silentSince !== null);
  const change = (): void => store.setPaused(!store.read().paused);
  useShortcut('p', change);
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
        aria-keyshortcuts="p"
        title={paused ? 'Resume (p)' : 'Pause (p)'}
        onClick={change}
        className="w-24"
      >
        <StatusDot status={status} />
        {paused ? 'Paused' : 'Live'}
      </Button>
    </div>
  );
}
