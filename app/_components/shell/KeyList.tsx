'use client';

import { lazy, Suspense, useRef, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Modal } from '../ui/Modal.tsx';
import { useShortcut } from '../ui/useShortcut.ts';

/** Loaded when it is asked for. */
const KeyTable = lazy(async () => ({ default: (await import('./KeyTable.tsx')).KeyTable }));

/** The keys of the dashboard: by `?` or by the button. */
export function KeyList() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [opened, setOpened] = useState(false);
  const open = (): void => {
    setOpened(true);
    dialog.current?.showModal();
  };
  useShortcut('?', () => (dialog.current?.open === true ? dialog.current.close() : open()));
  return (
    <>
      <Button
        look="bare"
        aria-keyshortcuts="?"
        aria-haspopup="dialog"
        title="Keys of this dashboard (?)"
        onClick={open}
      >
        Keys
      </Button>
      <Modal ref={dialog} label="Keys" className="m-auto">
        <div className="mb-3 flex items-center justify-between gap-4">
          <h2 className="text-base font-semibold">Keys</h2>
          <Button onClick={() => dialog.current?.close()}>Close</Button>
        </div>
        {opened && (
          <Suspense>
            <KeyTable />
          </Suspense>
        )}
      </Modal>
    </>
  );
}
