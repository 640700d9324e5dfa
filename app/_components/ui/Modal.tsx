import type { ReactNode, Ref } from 'react';
import { classes } from './classes.ts';

export interface ModalProps {
  readonly ref: Ref<HTMLDialogElement>;
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** The browser's own dialog: it keeps the focus, gives it back, and closes by Escape. */
export function Modal({ ref, label, className, children }: ModalProps) {
  return (
    <dialog
      ref={ref}
      aria-label={label}
      className={classes(
        'w-[30rem] max-w-[calc(100vw-2rem)] rounded-lg border border-strong-line bg-surface p-4 text-ink shadow-2xl backdrop:bg-black/40 print-hidden',
        className,
      )}
    >
      {children}
    </dialog>
  );
}
