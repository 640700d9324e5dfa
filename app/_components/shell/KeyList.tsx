'use client';

import { useRef } from 'react';
import { Button } from '../ui/Button.tsx';
import { useShortcut } from '../ui/useShortcut.ts';

const KEYS = [
  { keys: ['?'], what: 'Shows this list' },
  { keys: ['p'], what: 'Pauses and resumes the live view' },
  { keys: ['Space'], what: 'Scrolls the page; on a button or a switch, presses it' },
  { keys: ['Tab', 'Shift + Tab'], what: 'Go to the next and the previous control' },
  { keys: ['←', '→'], what: 'Move within a row of choices, and along a chart' },
  { keys: ['+', '−'], what: 'Zoom a chart in, and back out, while it has the focus' },
  { keys: ['↑', '↓', 'Page Up', 'Page Down', 'Home', 'End'], what: 'Move between the rows of a list' },
  { keys: ['Enter'], what: 'Opens the details of a row' },
  { keys: ['Esc'], what: 'Closes what is open: a hint, a question, details' },
] as const;

/** The keys of the dashboard: by `?` or by the button. The browser's own dialog keeps the focus and closes by Escape. */
export function KeyList() {
  const dialog = useRef<HTMLDialogElement>(null);
  useShortcut('?', () => {
    if (dialog.current?.open === true) dialog.current.close();
    else dialog.current?.showModal();
  });
  return (
    <>
      <Button
        look="bare"
        aria-keyshortcuts="?"
        aria-haspopup="dialog"
        title="Keys of this dashboard (?)"
        onClick={() => dialog.current?.showModal()}
      >
        Keys
      </Button>
      <dialog
        ref={dialog}
        aria-label="Keys"
        className="m-auto w-[30rem] max-w-[calc(100vw-2rem)] rounded-lg border border-strong-line bg-surface p-4 text-ink shadow-2xl backdrop:bg-black/40 print-hidden"
      >
        <div className="mb-3 flex items-center justify-between gap-4">
          <h2 className="text-base font-semibold">Keys</h2>
          <Button onClick={() => dialog.current?.close()}>Close</Button>
        </div>
        <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-2 text-sm">
          {KEYS.map(({ keys, what }) => (
            <div key={what} className="contents">
              <dt className="flex max-w-40 flex-wrap gap-1">
                {keys.map((key) => (
                  <kbd
                    key={key}
                    className="rounded border border-strong-line bg-raised px-1.5 text-xs leading-5"
                  >
                    {key}
                  </kbd>
                ))}
              </dt>
              <dd className="text-muted">{what}</dd>
            </div>
          ))}
        </dl>
      </dialog>
    </>
  );
}
