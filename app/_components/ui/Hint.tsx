'use client';

import { PageLink } from './PageLink.tsx';
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEventHandler,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { classes } from './classes.ts';
import { LazyFloating } from './LazyFloating.tsx';

/** Long enough not to flicker under a passing pointer, and to get from the button into the text. */
const DELAY_MS = 150;

/** The address of a page of the docs, or of a heading on it. A test looks for each in the docs. */
export type DocAddress = `/docs/${string}`;

export interface HintProps {
  /** The subject, as in "About Buffered rows". */
  readonly about: string;
  readonly children: ReactNode;
  /** Where more of it is explained. */
  readonly more?: DocAddress | undefined;
  /** Instead of the question mark: shown as the button. */
  readonly trigger?: ReactNode;
  /** The trigger's other action. */
  readonly onPress?: MouseEventHandler | undefined;
  readonly className?: string;
}

/**
 * A short explanation: on hover, on focus, and on a tap; Escape closes it. With a link in it, it is no tooltip but a
 * dialog that leaves the focus where it is: the link is one Tab behind the button, and whatever follows the button one
 * more.
 */
export function Hint({ about, children, more, trigger, onPress, className }: HintProps) {
  const button = useRef<HTMLButtonElement>(null);
  const link = useRef<HTMLAnchorElement>(null);
  const id = useId();
  const { open, show, hide, later } = useDelayedOpen();
  const holds = (target: EventTarget | null): boolean =>
    target instanceof Node && document.getElementById(id)?.contains(target) === true;
  const hideUnlessWithin = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget !== button.current && !holds(relatedTarget)) hide();
  };
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
        onBlur={hideUnlessWithin}
        onClick={(event) => {
          show();
          onPress?.(event);
        }}
        onKeyDown={(event) => goIntoLink(event, link.current)}
        className={classes(
          trigger === undefined &&
            'inline-flex size-6 shrink-0 items-center justify-center rounded-full border border-line text-xs text-muted hover:border-accent hover:text-accent print-hidden',
          className,
        )}
      >
        {trigger ?? '?'}
      </button>
      {open && (
        <LazyFloating
          {...(more === undefined ? { role: 'tooltip' } : { role: 'dialog', label: `About ${about}` })}
          takesFocus={false}
          id={id}
          anchor={button}
          onClose={() => {
            if (holds(document.activeElement)) button.current?.focus();
            hide();
          }}
          onPointerEnter={() => later(true)}
          onPointerLeave={() => !holds(document.activeElement) && later(false)}
          onBlur={hideUnlessWithin}
          className="w-max max-w-[min(20rem,calc(100vw-2rem))] px-3 py-2 text-left text-xs leading-5 font-normal"
        >
          {children}
          {more !== undefined && (
            <PageLink
              ref={link}
              href={more}
              onClick={hide}
              onKeyDown={(event) => leaveLink(event, button.current)}
              className="mt-1 block w-fit text-accent underline"
            >
              More in the docs
            </PageLink>
          )}
        </LazyFloating>
      )}
    </>
  );
}

/** The hint floats at the end of the document: Tab goes there by hand. Its keys are its own, wherever it is. */
function goIntoLink(event: KeyboardEvent, link: HTMLElement | null): void {
  event.stopPropagation();
  if (event.key !== 'Tab' || event.shiftKey || link === null) return;
  event.preventDefault();
  link.focus();
}

/** Back onto the button; forward from there, too: the browser goes on from what has the focus now. */
function leaveLink(event: KeyboardEvent<HTMLElement>, button: HTMLElement | null): void {
  event.stopPropagation();
  if (event.key !== 'Tab') return;
  // At the end of the document it would follow the last button of a page, and nobody would come past it.
  event.currentTarget.tabIndex = -1;
  button?.focus();
  if (event.shiftKey) event.preventDefault();
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
