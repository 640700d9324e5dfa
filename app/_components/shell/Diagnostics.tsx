'use client';

import { useRef, useState } from 'react';
import { useLiveStore } from '../live/LiveProvider.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { LazyFloating } from '../ui/LazyFloating.tsx';

/** The state of all parts, to read, to copy and to send along with a question. */
export function Diagnostics() {
  const store = useLiveStore();
  const button = useRef<HTMLButtonElement>(null);
  const [text, setText] = useState<string | null>(null);
  const open = async (): Promise<void> => {
    const { writeDiagnostics } = await import('./writeDiagnostics.ts');
    setText(writeDiagnostics(store.read(), Date.now()));
  };
  const close = (): void => {
    setText(null);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-expanded={text !== null}
        onClick={() => (text === null ? void open() : close())}
        className="min-h-8 rounded-md px-2 text-xs text-muted underline decoration-dotted underline-offset-2 hover:text-ink print-hidden"
      >
        Diagnostics
      </button>
      {text !== null && (
        <LazyFloating
          role="dialog"
          label="Diagnostics"
          anchor={button}
          onClose={close}
          className="w-[min(44rem,calc(100vw-2rem))] p-4 text-sm"
        >
          <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
            <p className="text-muted">
              States, ages, versions and settings. No address or password is in it.
            </p>
            <CopyButton text={text} label="Copy diagnostics" />
          </div>
          <pre
            tabIndex={0}
            aria-label="Diagnostics as text"
            role="region"
            className="max-h-80 overflow-auto rounded border border-line bg-sunken p-2 text-xs whitespace-pre-wrap"
          >
            {text}
          </pre>
        </LazyFloating>
      )}
    </>
  );
}
