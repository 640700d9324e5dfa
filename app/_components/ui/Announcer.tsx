'use client';

import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';

const AnnounceContext = createContext<(text: string) => void>(() => undefined);

/** Speaks a sentence to screen readers and shows it for a while: results of what a person asked for, nothing else. */
export const useAnnounce = (): ((text: string) => void) => useContext(AnnounceContext);

const SHOWN_MS = 8_000;

export function Announcer({ children }: { readonly children: ReactNode }) {
  const [messages, setMessages] = useState<readonly { id: number; text: string }[]>([]);
  const announce = useCallback((text: string) => {
    const id = performance.now();
    setMessages((shown) => [...shown.slice(-2), { id, text }]);
    setTimeout(() => setMessages((shown) => shown.filter((message) => message.id !== id)), SHOWN_MS);
  }, []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div
        aria-live="polite"
        className="pointer-events-none fixed right-4 bottom-4 z-50 flex max-w-[calc(100vw-2rem)] flex-col items-end gap-2 print-hidden"
      >
        {messages.map(({ id, text }) => (
          <p key={id} className="rounded-md border border-strong-line bg-raised px-4 py-2 text-sm shadow-lg">
            {text}
          </p>
        ))}
      </div>
    </AnnounceContext>
  );
}
