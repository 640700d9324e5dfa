'use client';

import { lazy, Suspense, useRef, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Modal } from '../ui/Modal.tsx';
import { useShortcut } from '../ui/useShortcut.ts';

/** Loaded when it is asked for. */
const FinderList = lazy(async () => ({ default: (await import('./FinderList.tsx')).FinderList }));

/** Finds pages, servers and settings: by Ctrl+K (⌘K), or by the button. */
export function Finder() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [opened, setOpened] = useState(0);
  const open = (): void => {
    // Each time again: nothing is left of what was looked for last.
    setOpened(opened + 1);
    dialog.current?.showModal();
  };
  const close = (): void => dialog.current?.close();
  useShortcut('k', () => (dialog.current?.open === true ? close() : open()), { withControl: true });
  return (
    <>
      <Button
        look="bare"
        aria-keyshortcuts="Control+K Meta+K"
        aria-haspopup="dialog"
        title="Find a page, a server or a setting (Ctrl+K, ⌘K)"
        onClick={open}
      >
        Find
      </Button>
      <Modal ref={dialog} label="Find" className="mx-auto mt-[10vh] mb-auto">
        {opened > 0 && (
          <Suspense>
            <FinderList key={opened} onDone={close} />
          </Suspense>
        )}
      </Modal>
    </>
  );
}
