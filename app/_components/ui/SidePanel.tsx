'use client';

import { Dialog } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { Button } from './Button.tsx';

export interface SidePanelProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description: ReactNode;
  /** Beside the close button. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Details of one row beside the list, over it on a small screen. Escape closes; the focus goes back to where it was. */
export function SidePanel({ open, onClose, title, description, actions, children }: SidePanelProps) {
  const opener = useRef<Element | null>(null);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40 print-hidden" />
        <Dialog.Content
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener.current instanceof HTMLElement) opener.current.focus({ preventScroll: true });
          }}
          className="fixed inset-y-0 right-0 z-40 flex w-full max-w-2xl flex-col border-l border-strong-line bg-surface shadow-2xl outline-none print:static print:max-w-none"
        >
          <div className="flex flex-wrap items-start justify-between gap-2 border-b border-line px-4 py-3">
            <div className="min-w-0">
              <Dialog.Title className="text-base font-semibold wrap-anywhere">{title}</Dialog.Title>
              <Dialog.Description asChild>
                <div className="mt-0.5 text-sm text-muted wrap-anywhere">{description}</div>
              </Dialog.Description>
            </div>
            <div className="flex gap-2">
              {actions}
              <Dialog.Close asChild>
                <Button>Close</Button>
              </Dialog.Close>
            </div>
          </div>
          <div tabIndex={0} role="region" aria-label="Details" className="min-h-0 flex-1 overflow-auto p-4">
            {children}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
