'use client';

import { Popover } from 'radix-ui';
import type { FocusEventHandler, PointerEventHandler, ReactNode, RefObject } from 'react';
import { classes } from './classes.ts';

export interface FloatingProps {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly role: 'tooltip' | 'dialog';
  /** False: it leaves the focus where it is. */
  readonly takesFocus?: boolean;
  readonly id?: string;
  readonly label?: string;
  readonly className?: string;
  readonly onPointerEnter?: PointerEventHandler;
  readonly onPointerLeave?: PointerEventHandler;
  readonly onBlur?: FocusEventHandler;
  readonly children: ReactNode;
}

/** Something that hangs on an element, while it is rendered. Load it lazily: positioning is 30 kB of JavaScript. */
export function Floating(props: FloatingProps) {
  const { anchor, onClose, role, takesFocus = true, label, className, children, ...rest } = props;
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={anchor} />
      {/* What a tooltip says belongs to the landmark of its anchor; a dialog is one of its own. */}
      <Popover.Portal
        container={role === 'tooltip' ? (anchor.current?.closest('main, header') ?? null) : null}
      >
        <Popover.Content
          role={role}
          aria-label={label}
          sideOffset={6}
          collisionPadding={8}
          onOpenAutoFocus={(event) => !takesFocus && event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={(event) => {
            // The anchor opens it: a press there is not outside.
            if (event.target instanceof Node && anchor.current?.contains(event.target))
              event.preventDefault();
          }}
          className={classes(
            'z-50 rounded-md border border-strong-line bg-raised text-ink shadow-lg',
            className,
          )}
          {...rest}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
