'use client';

import { type ReactNode, useRef } from 'react';
import { Button } from './Button.tsx';
import { classes } from './classes.ts';
import { LazyFloating } from './LazyFloating.tsx';

export interface ConfirmPopoverProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** The control that asked; the question hangs on it, and the focus returns into it. */
  readonly anchor: ReactNode;
  readonly anchorClassName?: string;
  readonly title: string;
  /** Describes what will happen. */
  readonly children: ReactNode;
  readonly confirmLabel: string;
  readonly onConfirm: () => void;
  readonly danger?: boolean;
}

/** Asks before something happens, beside the control that asked for it; Escape leaves everything as it is. */
export function ConfirmPopover(props: ConfirmPopoverProps) {
  const { open, onOpenChange, anchor, anchorClassName, title, children, confirmLabel, onConfirm } = props;
  const place = useRef<HTMLDivElement>(null);
  const lastFocus = useRef<HTMLElement | null>(null);
  const close = (): void => {
    onOpenChange(false);
    lastFocus.current?.focus();
  };
  return (
    <>
      <div
        ref={place}
        onFocus={({ target }) => {
          lastFocus.current = target;
        }}
        className={classes('w-fit max-w-full', anchorClassName)}
      >
        {anchor}
      </div>
      {open && (
        <LazyFloating
          role="dialog"
          label={title}
          anchor={place}
          onClose={close}
          className="w-80 max-w-[calc(100vw-2rem)] p-4 text-sm"
        >
          <p className="font-semibold">{title}</p>
          <div className="mt-2 text-muted">{children}</div>
          <div className="mt-4 flex justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button
              look={props.danger === true ? 'danger' : 'primary'}
              onClick={() => {
                close();
                onConfirm();
              }}
            >
              {confirmLabel}
            </Button>
          </div>
        </LazyFloating>
      )}
    </>
  );
}
