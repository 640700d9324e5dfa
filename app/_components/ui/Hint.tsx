'use client';

import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { classes } from './classes.ts';
import { LazyFloating } from './LazyFloating.tsx';

/** Long enough not to flicker under a passing pointer, and to get from the button into the text. */
const DELAY_MS = 150;

export interface HintProps {
  /** What is explained, as in "About Buffered rows". */
  readonly about: string;
  readonly children: ReactNode;
  /** Where more of it is explained, such as "docs/checkpoints.md". */
  readonly more?: string;
  /** Instead of the question mark: shown as the button. */
  readonly trigger?: ReactNode;
  readonly className?: string;
}

/** A short explanation: on hover, on focus, and on a tap; Escape closes it. */
export function Hint({ about, children, more, trigger, className }: HintProps) {
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const { open, show, hide, later } = useDelayedOpen();
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={trigger === undefined ? `About ${about}` : undefined}
        aria-describedby={open ? id : undefined}
        onPointerEnter={(event) => event.pointerType === 'mouse' && later(true)}
        onPointerLeave={(event) => event.pointerType === 'mouse' && later(false)}
        onFocus={show}
        onBlur={hide}
        onClick={show}
        className={classes(
          trigger === undefined &&
            'inline-flex size-5 shrink-0 items-center justify-center rounded-full border border-line text-xs text-muted hover:border-accent hover:text-accent print-hidden',
          className,
        )}
      >
        {trigger ?? '?'}
      </button>
      {open && (
        <LazyFloating
          role="tooltip"
          id={id}
          anchor={button}
          onClose={hide}
          onPointerEnter={() => later(true)}
          onPointerLeave={() => later(false)}
          className="w-max max-w-80 px-3 py-2 text-xs leading-5"
        >
          {children}
          {more !== undefined && <div className="mt-1 text-muted">More: {more}</div>}
        </LazyFloating>
      )}
    </>
  );
}

function useDelayedOpen() {
  const [open, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const set = (wanted: boolean): void => {
    clearTimeout(timer.current);
    setOpen(wanted);
  };
  const later = (wanted: boolean): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(wanted), DELAY_MS);
  };
  return { open, show: () => set(true), hide: () => set(false), later };
}
